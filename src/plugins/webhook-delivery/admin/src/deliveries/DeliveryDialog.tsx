import { Button, Modal } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import { Dialog, DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { isNotFound } from 'newsroom-plugin-kit/admin/requests';
import type { DeliveryDetails as Details, Endpoint } from '../../../shared/answers';
import { useWebhookDeliveryQuery, useWebhookSendAgainMutation } from '../api';
import { LoadingOrError } from '../components/LoadingOrError';
import { useTexts } from '../texts';
import { DeliveryDetails } from './DeliveryDetails';

interface SendAgainProps {
  readonly delivery: Details;
  readonly onChange: () => void;
}

const SendAgain = ({ delivery: { id, state }, onChange }: SendAgainProps) => {
  const { t } = useTexts();
  const { toggleNotification } = useNotification();
  const [sendAgain, { isLoading }] = useWebhookSendAgainMutation();
  const send = async (): Promise<void> => {
    const answer = await sendAgain(id);
    toggleNotification(
      'error' in answer
        ? { type: 'danger', message: t('error') }
        : { type: 'success', message: t('again.done') },
    );
    onChange();
  };
  return (
    <Button onClick={() => void send()} loading={isLoading}>
      {t(state === 'pending' ? 'again.now' : 'again')}
    </Button>
  );
};

interface Props {
  readonly id: number;
  readonly endpoints: readonly Endpoint[];
  readonly canSend: boolean;
  readonly pollingInterval: number;
  readonly onChange: () => void;
  readonly onClose: () => void;
}

/** One delivery in a dialog over the list. The address names it, so a link leads a colleague to it. */
export const DeliveryDialog = ({ id, endpoints, canSend, pollingInterval, onChange, onClose }: Props) => {
  const { t } = useTexts();
  const { data, isError, error } = useWebhookDeliveryQuery(id, {
    pollingInterval,
    refetchOnMountOrArgChange: true,
  });
  const endpoint = endpoints.find((one) => one.id === data?.endpoint);
  return (
    <Dialog
      title={data?.about.title ?? data?.event ?? t('delivery')}
      closeLabel={t('close')}
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
    >
      <Modal.Body>
        {data ? (
          <DeliveryDetails delivery={data} endpoint={endpoint} />
        ) : (
          <LoadingOrError isError={isError} text={isNotFound(error) ? t('delivery.gone') : undefined} />
        )}
      </Modal.Body>
      <DialogFooter closeLabel={t('close')}>
        {data && endpoint && canSend && <SendAgain delivery={data} onChange={onChange} />}
      </DialogFooter>
    </Dialog>
  );
};
