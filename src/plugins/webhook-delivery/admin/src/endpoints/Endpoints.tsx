import { Box, EmptyStateLayout } from '@strapi/design-system';
import { Section } from 'newsroom-plugin-kit/admin/components/Section';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import { computerTimeZone } from 'newsroom-plugin-kit/admin/wall-clock';
import type { Endpoint, ScopeOptions } from '../../../shared/answers';
import { useTexts } from '../texts';
import { EndpointItem } from './EndpointItem';

interface Props {
  readonly endpoints: readonly Endpoint[];
  readonly rotationHours: number;
  readonly canSend: boolean;
  readonly canSecrets: boolean;
  readonly canConfigure: boolean;
  readonly offered: ScopeOptions;
  readonly onChange: () => void;
}

/** All endpoints. */
export const Endpoints = ({ endpoints, ...props }: Props) => {
  const { t } = useTexts();
  return (
    <Section title={t('endpoints.title')} gap={3}>
      {endpoints.length === 0 ? (
        <EmptyStateLayout content={t('endpoints.none')} hasRadius shadow="tableShadow" />
      ) : (
        <>
          <Box background="neutral0" hasRadius shadow="tableShadow">
            {endpoints.map((endpoint) => (
              <EndpointItem key={endpoint.id} endpoint={endpoint} {...props} />
            ))}
          </Box>
          <SmallText paddingTop={2}>{t('endpoints.zone', { timeZone: computerTimeZone() })}</SmallText>
        </>
      )}
    </Section>
  );
};
