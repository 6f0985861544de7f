import { Button, Modal } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import {
  useWebhookDeliveryQuery,
  useWebhookSendAgainMutation,
  type Endpoint,
  type WholeDelivery,
} from '../api';
import { Missing } from '../parts';
import { useTexts } from '../texts';
import { DeliveryDetails } from './DeliveryDetails';

interface SendAgainProps {
  readonly delivery: WholeDelivery;
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

const isNotFound = (error: unknown): boolean => (error as { status?: number } | undefined)?.status === 404;

interface Props {
  readonly id: number;
  readonly endpoints: readonly Endpoint[];
  readonly canSend: boolean;
  readonly pollingInterval: number;
  readonly onChange: () => void;
  readonly onClose: () => void;
}

/** One delivery, over the list; the address has it too, so that it can be sent to a colleague. */
export const DeliveryDialog = ({ id, endpoints, canSend, pollingInterval, onChange, onClose }: Props) => {
  const { t } = useTexts();
  const { data, isError, error } = useWebhookDeliveryQuery(id, {
    pollingInterval,
    refetchOnMountOrArgChange: true,
  });
  const endpoint = endpoints.find((one) => one.id === data?.endpoint);
  return (
    <Modal.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Modal.Content aria-describedby={undefined}>
        <Modal.Header closeLabel={t('close')}>
          <Modal.Title>{data?.about.title ?? data?.event ?? t('delivery')}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          {data ? (
            <DeliveryDetails delivery={data} endpoint={endpoint} />
          ) : (
            <Missing isError={isError} text={isNotFound(error) ? t('delivery.gone') : undefined} />
          )}
        </Modal.Body>
        <Modal.Footer>
          <Button variant="tertiary" onClick={onClose}>
            {t('close')}
          </Button>
          {data && endpoint && canSend && <SendAgain delivery={data} onChange={onChange} />}
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
};
