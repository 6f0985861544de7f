import { Box, EmptyStateLayout, Typography } from '@strapi/design-system';
import type { Endpoint, Offered } from '../api';
import { Section } from '../parts';
import { useTexts } from '../texts';
import { EndpointItem } from './EndpointItem';

interface Props {
  readonly endpoints: readonly Endpoint[];
  readonly rotationHours: number;
  readonly canSend: boolean;
  readonly canSecrets: boolean;
  readonly canConfigure: boolean;
  readonly offered: Offered;
  readonly onChange: () => void;
}

/** Every endpoint: how it is doing, what waits for it, and what can be done about it. */
export const Endpoints = ({ endpoints, ...props }: Props) => {
  const { t, timeZone } = useTexts();
  return (
    <Section title={t('endpoints.title')}>
      {endpoints.length === 0 ? (
        <EmptyStateLayout content={t('endpoints.none')} hasRadius shadow="tableShadow" />
      ) : (
        <Box background="neutral0" hasRadius shadow="tableShadow">
          {endpoints.map((endpoint) => (
            <EndpointItem key={endpoint.id} endpoint={endpoint} {...props} />
          ))}
        </Box>
      )}
      {endpoints.length > 0 && (
        <Typography variant="pi" textColor="neutral600" tag="p" paddingTop={2}>
          {t('endpoints.zone', { timeZone })}
        </Typography>
      )}
    </Section>
  );
};
