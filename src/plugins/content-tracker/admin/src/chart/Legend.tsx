import { Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import { useTexts } from '../texts';
import { colours } from './colours';

const Swatch = styled.span<{ $color: (typeof colours)[keyof typeof colours] }>`
  display: inline-block;
  width: 1rem;
  height: 1rem;
  border-radius: 2px;
  background: ${({ theme, $color }) => theme.colors[$color]};
`;

export const Legend = () => {
  const { t } = useTexts();
  return (
    <Flex gap={3} wrap="wrap">
      {(['views', 'uniqueShort'] as const).map((series) => (
        <Flex key={series} gap={1}>
          <Swatch $color={series === 'views' ? colours.views : colours.unique} />
          <Typography variant="pi" textColor="neutral600">
            {t(`chart.${series}`)}
          </Typography>
        </Flex>
      ))}
    </Flex>
  );
};
