import { Button, Flex, Modal } from '@strapi/design-system';
import { DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { useState, type FormEvent } from 'react';
import type { Endpoint, Scope, ScopeOptions } from '../../../shared/answers';
import { useWebhookSetScopeMutation } from '../api';
import { ErrorStatus } from '../components/ErrorStatus';
import { useTexts } from '../texts';
import { ActionDialog } from './ActionDialog';
import { ScopeFields } from './ScopeFields';

interface Props {
  readonly endpoint: Endpoint;
  readonly offered: ScopeOptions;
  readonly onChange: () => void;
}

const Form = ({ endpoint, offered, onChange, close }: Props & { close: () => void }) => {
  const { t } = useTexts();
  const [scope, setScope] = useState<Scope>(endpoint.scope);
  const [save, { isLoading, isError }] = useWebhookSetScopeMutation();

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if ('error' in (await save({ endpoint: endpoint.id, scope }))) return;
    close();
    onChange();
  };

  return (
    <form onSubmit={submit} noValidate>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={5}>
          <Note>{t('scope.about')}</Note>
          <ScopeFields
            scope={scope}
            offered={offered}
            onChange={(change) => setScope({ ...scope, ...change })}
          />
          <ErrorStatus isError={isError} />
        </Flex>
      </Modal.Body>
      <DialogFooter closeLabel={t('cancel')}>
        <Button type="submit" loading={isLoading}>
          {t('scope.save')}
        </Button>
      </DialogFooter>
    </form>
  );
};

/** Changes the scope of an endpoint: which of its events are sent to it. */
export const ScopeDialog = (props: Props) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <ActionDialog endpoint={props.endpoint} label={t('scope.set')} isOpen={isOpen} onOpenChange={setIsOpen}>
      <Form {...props} close={() => setIsOpen(false)} />
    </ActionDialog>
  );
};
