import { Button, Flex, Modal } from '@strapi/design-system';
import { DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { useState } from 'react';
import type { Endpoint } from '../../../shared/answers';
import { useWebhookConfirmMutation, useWebhookGiveUpMutation } from '../api';
import { ErrorStatus } from '../components/ErrorStatus';
import { useTexts, type TextId } from '../texts';
import { ActionDialog } from './ActionDialog';

interface Props {
  readonly endpoint: Endpoint;
  readonly onChange: () => void;
}

const notes: Readonly<Record<'lost' | 'uncertain', readonly TextId[]>> = {
  lost: ['held.lostFind', 'held.lostGiveUp'],
  uncertain: ['held.compare', 'held.confirmAbout', 'held.giveUpAbout'],
};

/**
 * Lets an administrator decide about an endpoint that is held since an import: whether the webhook that now has its
 * name and URL is the same one, or, if there is no such webhook, whether to remove the endpoint.
 */
export const DecideDialog = ({ endpoint, onChange }: Props) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const [confirm, confirming] = useWebhookConfirmMutation();
  const [giveUp, givingUp] = useWebhookGiveUpMutation();
  const isLoading = confirming.isLoading || givingUp.isLoading;
  const isLost = endpoint.heldBecause === 'lost';
  const act = async (decide: typeof confirm | typeof giveUp): Promise<void> => {
    if ('error' in (await decide(endpoint.id))) return;
    setIsOpen(false);
    onChange();
  };
  return (
    <ActionDialog endpoint={endpoint} label={t('held.decide')} isOpen={isOpen} onOpenChange={setIsOpen}>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={3}>
          {notes[isLost ? 'lost' : 'uncertain'].map((note) => (
            <Note key={note}>{t(note, { count: endpoint.pending })}</Note>
          ))}
          <ErrorStatus isError={confirming.isError || givingUp.isError} />
        </Flex>
      </Modal.Body>
      <DialogFooter closeLabel={t('cancel')}>
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
      </DialogFooter>
    </ActionDialog>
  );
};
