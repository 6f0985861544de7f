import { Button, Flex, LinkButton } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { Layouts, Page, useRBAC } from '@strapi/strapi/admin';
import { Link } from 'react-router-dom';
import { useWebhookEndpointsQuery, useWebhookRefreshMutation } from './api';
import { Deliveries } from './deliveries/Deliveries';
import { Endpoints } from './endpoints/Endpoints';
import { permissions, readPermissions, strapiPermissions } from './permissions';
import { SilentCopyNotice } from './silent-copy/SilentCopyNotice';
import { useTexts } from './texts';
import { usePolling } from './usePolling';

const SettingsLink = () => {
  const { t } = useTexts();
  return (
    <LinkButton tag={Link} to="/settings/webhooks" variant="tertiary" size="S">
      {t('page.toSettings')}
    </LinkButton>
  );
};

const WebhookDeliveries = () => {
  const { t } = useTexts();
  const { allowedActions: own } = useRBAC(permissions);
  const { allowedActions: strapis } = useRBAC(strapiPermissions);
  const canSend = Boolean(own.canSend);
  const { pollingInterval, restart } = usePolling();
  const [refetch] = useWebhookRefreshMutation();
  const { data, isError } = useWebhookEndpointsQuery(undefined, {
    pollingInterval,
    refetchOnMountOrArgChange: true,
  });
  if (!data) return isError ? <Page.Error /> : <Page.Loading />;
  const refresh = (): void => {
    restart();
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
            {strapis.canRead && <SettingsLink />}
          </Flex>
        }
      />
      <Layouts.Content>
        <Flex direction="column" alignItems="stretch" gap={6} paddingBottom={8}>
          <SilentCopyNotice meta={data.meta} canSend={canSend} onChange={refresh} />
          <Endpoints
            endpoints={data.data}
            rotationHours={data.meta.rotationHours}
            canSend={canSend}
            canSecrets={Boolean(own.canSecrets)}
            canConfigure={Boolean(strapis.canUpdate)}
            offered={data.meta.offered}
            onChange={refresh}
          />
          <Deliveries
            endpoints={data.data}
            canSend={canSend}
            pollingInterval={pollingInterval}
            onChange={restart}
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
