import { Button, Flex, Modal } from '@strapi/design-system';
import { DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { useState } from 'react';
import type { Endpoint } from '../../../shared/answers';
import { useTexts } from '../texts';
import { ActionDialog } from './ActionDialog';
import { SecretField } from './SecretField';
import { useSecret } from './useSecret';

interface Props {
  readonly endpoint: Endpoint;
  readonly label: string;
  /** What the action does, shown before it is done. */
  readonly about: readonly string[];
  readonly submit: string;
  /** Whether the button is there. */
  readonly isOffered: boolean;
  /** The path of the route that answers with a secret. */
  readonly path: string;
  readonly onChange: () => void;
}

/** Asks for confirmation, then shows a secret that the server shows only once. */
export const SecretDialog = ({ endpoint, label, about, submit, isOffered, path, onChange }: Props) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const { secret, isLoading, isError, ask, forget } = useSecret(path);

  const change = (next: boolean): void => {
    setIsOpen(next);
    if (!next && secret !== undefined) onChange();
    forget();
  };

  // A secret that was shown is no longer offered, but the dialog stays until it is closed.
  if (!isOffered && !isOpen) return null;
  return (
    <ActionDialog
      endpoint={endpoint}
      label={label}
      isOpen={isOpen}
      onOpenChange={change}
      staysOpen={Boolean(secret)}
    >
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={3}>
          {secret === undefined && about.map((sentence) => <Note key={sentence}>{sentence}</Note>)}
          {secret === null && <Note isError>{t('secret.shownBefore')}</Note>}
          {secret && <SecretField secret={secret} />}
          {isError && <Note isError>{t('error')}</Note>}
        </Flex>
      </Modal.Body>
      <DialogFooter closeLabel={t(secret === undefined ? 'cancel' : 'close')}>
        {secret === undefined && (
          <Button onClick={() => void ask()} loading={isLoading}>
            {submit}
          </Button>
        )}
      </DialogFooter>
    </ActionDialog>
  );
};
