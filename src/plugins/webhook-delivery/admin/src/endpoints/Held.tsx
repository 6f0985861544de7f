import { Button, Flex, Modal } from '@strapi/design-system';
import { useState } from 'react';
import { useWebhookConfirmMutation, useWebhookGiveUpMutation, type Endpoint } from '../api';
import { Note } from '../parts';
import { useTexts } from '../texts';
import { ActionDialog } from './ActionDialog';

interface Props {
  readonly endpoint: Endpoint;
  readonly onChange: () => void;
}

/** Somebody says which webhook a held endpoint is, or that it is none. */
export const Held = ({ endpoint, onChange }: Props) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const [confirm, confirming] = useWebhookConfirmMutation();
  const [giveUp, givingUp] = useWebhookGiveUpMutation();
  const isLoading = confirming.isLoading || givingUp.isLoading;
  const isLost = endpoint.heldBecause === 'lost';
  const act = async (work: typeof confirm | typeof giveUp): Promise<void> => {
    if ('error' in (await work(endpoint.id))) return;
    setIsOpen(false);
    onChange();
  };
  const values = { count: endpoint.pending };
  return (
    <ActionDialog endpoint={endpoint} label={t('held.decide')} isOpen={isOpen} onOpenChange={setIsOpen}>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={3}>
          {isLost ? (
            <>
              <Note>{t('held.lostFind')}</Note>
              <Note>{t('held.lostGiveUp', values)}</Note>
            </>
          ) : (
            <>
              <Note>{t('held.compare')}</Note>
              <Note>{t('held.confirmAbout', values)}</Note>
              <Note>{t('held.giveUpAbout', values)}</Note>
            </>
          )}
          <div role="status">
            {(confirming.isError || givingUp.isError) && <Note isError>{t('error')}</Note>}
          </div>
        </Flex>
      </Modal.Body>
      <Modal.Footer>
        <Modal.Close>
          <Button variant="tertiary">{t('cancel')}</Button>
        </Modal.Close>
        <Flex gap={2} wrap="wrap" justifyContent="flex-end">
          <Button variant="danger-light" loading={isLoading} onClick={() => void act(giveUp)}>
            {t(isLost ? 'held.remove' : 'held.giveUp')}
          </Button>
          {!isLost && (
            <Button loading={isLoading} onClick={() => void act(confirm)}>
              {t('held.confirm')}
            </Button>
          )}
        </Flex>
      </Modal.Footer>
    </ActionDialog>
  );
};
