import { Button, Flex, Modal } from '@strapi/design-system';
import { Dialog, DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { useState } from 'react';
import { useWebhookResumeMutation } from '../api';
import { ErrorStatus } from '../components/ErrorStatus';
import { useTexts } from '../texts';

interface Props {
  /** The number of waiting messages. */
  readonly waiting: number;
  readonly onChange: () => void;
}

/** Makes a silent copy send: with the messages that wait, or without them. */
export const ResumeDialog = ({ waiting, onChange }: Props) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const [resume, { isLoading, isError }] = useWebhookResumeMutation();
  const act = async (choice: 'send' | 'cancel'): Promise<void> => {
    if ('error' in (await resume(choice))) return;
    setIsOpen(false);
    onChange();
  };
  return (
    <Dialog
      title={t('silentCopy.title')}
      closeLabel={t('close')}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={<Button size="S">{t('silentCopy.resume')}</Button>}
    >
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={3}>
          <Note>{t('silentCopy.once')}</Note>
          <Note>{t('silentCopy.waiting', { count: waiting })}</Note>
          <ErrorStatus isError={isError} />
        </Flex>
      </Modal.Body>
      <DialogFooter closeLabel={t('cancel')}>
        <Flex gap={2} wrap="wrap" justifyContent="flex-end">
          {waiting > 0 && (
            <Button variant="danger-light" loading={isLoading} onClick={() => void act('cancel')}>
              {t('silentCopy.withoutWaiting')}
            </Button>
          )}
          <Button loading={isLoading} onClick={() => void act('send')}>
            {t(waiting > 0 ? 'silentCopy.withWaiting' : 'silentCopy.resumeNow')}
          </Button>
        </Flex>
      </DialogFooter>
    </Dialog>
  );
};
