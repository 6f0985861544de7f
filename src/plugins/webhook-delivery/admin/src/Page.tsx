import { Button, Flex, LinkButton } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { Layouts, Page, useRBAC } from '@strapi/strapi/admin';
import { Link } from 'react-router-dom';
import { useWebhookEndpointsQuery, useWebhookRefreshMutation } from './api';
import { Deliveries } from './deliveries/Deliveries';
import { Endpoints } from './endpoints/Endpoints';
import { permissions, readPermissions, strapiPermissions } from './permissions';
import { Silence } from './Silence';
import { useTexts } from './texts';
import { useWatching } from './useWatching';

const ToSettings = () => {
  const { t } = useTexts();
  const { allowedActions } = useRBAC(strapiPermissions);
  if (!allowedActions.canRead) return null;
  return (
    <LinkButton tag={Link} to="/settings/webhooks" variant="tertiary" size="S">
      {t('page.toSettings')}
    </LinkButton>
  );
};

const WebhookDeliveries = () => {
  const { t } = useTexts();
  const { allowedActions } = useRBAC(permissions);
  const { allowedActions: ofStrapis } = useRBAC(strapiPermissions);
  const { pollingInterval, watch } = useWatching();
  const [refetch] = useWebhookRefreshMutation();
  const { data, isError } = useWebhookEndpointsQuery(undefined, {
    pollingInterval,
    refetchOnMountOrArgChange: true,
  });
  if (!data) return isError ? <Page.Error /> : <Page.Loading />;
  const refresh = (): void => {
    watch();
    void refetch();
  };
  return (
    <Page.Main>
      <Page.Title>{t('page.title')}</Page.Title>
      <Layouts.Header
        title={t('page.title')}
        subtitle={t('page.subtitle')}
        primaryAction={
          <Flex gap={2}>
            <Button variant="tertiary" size="S" startIcon={<ArrowClockwise />} onClick={refresh}>
              {t('page.refresh')}
            </Button>
            <ToSettings />
          </Flex>
        }
      />
      <Layouts.Content>
        <Flex direction="column" alignItems="stretch" gap={6} paddingBottom={8}>
          <Silence meta={data.meta} canSend={Boolean(allowedActions.canSend)} onChange={refresh} />
          <Endpoints
            endpoints={data.data}
            rotationHours={data.meta.rotationHours}
            canSend={Boolean(allowedActions.canSend)}
            canSecrets={Boolean(allowedActions.canSecrets)}
            canConfigure={Boolean(ofStrapis.canUpdate)}
            offered={data.meta.offered}
            onChange={refresh}
          />
          <Deliveries
            endpoints={data.data}
            canSend={Boolean(allowedActions.canSend)}
            pollingInterval={pollingInterval}
            onChange={watch}
          />
        </Flex>
      </Layouts.Content>
    </Page.Main>
  );
};

const ProtectedWebhookDeliveries = () => (
  <Page.Protect permissions={readPermissions}>
    <WebhookDeliveries />
  </Page.Protect>
);

export default ProtectedWebhookDeliveries;
