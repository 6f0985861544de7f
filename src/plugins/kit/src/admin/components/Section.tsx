import { Box, Flex, Typography, type BoxProps } from '@strapi/design-system';
import { useId, type ReactNode } from 'react';
import { SmallText } from './SmallText';

interface Props extends Pick<BoxProps, 'aria-busy' | 'background' | 'hasRadius' | 'shadow' | 'padding'> {
  readonly title: string;
  readonly about?: string;
  /** A button beside the title. */
  readonly action?: ReactNode;
  /** Space below the title, a step of the theme. */
  readonly gap: number;
  readonly children: ReactNode;
}

/** A part of a page, which screen readers list by its title. */
export const Section = ({ title, about, action, gap, children, ...box }: Props) => {
  const id = useId();
  return (
    <Box tag="section" aria-labelledby={id} {...box}>
      <Flex justifyContent="space-between" alignItems="flex-start" gap={4} wrap="wrap" paddingBottom={gap}>
        <Box flex="1 1 24rem">
          <Typography id={id} tag="h2" variant="delta" textColor="neutral800">
            {title}
          </Typography>
          {about && <SmallText paddingTop={1}>{about}</SmallText>}
        </Box>
        {action}
      </Flex>
      {children}
    </Box>
  );
};
