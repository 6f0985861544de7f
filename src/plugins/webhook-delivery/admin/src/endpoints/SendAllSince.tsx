import { Button, Field, Flex, Modal } from '@strapi/design-system';
import { useState, type FormEvent } from 'react';
import { useWebhookSendAllSinceMutation, type Endpoint } from '../api';
import { Note } from '../parts';
import { useTexts } from '../texts';
import { ActionDialog } from './ActionDialog';
import { fromInput, toInput } from './clock';

const dayMs = 86_400_000;

/** Since it has been failing, which is what most want to make good; else since yesterday. */
const suggestionFor = ({ failingSince, switchedOffAt }: Endpoint): string =>
  toInput(new Date(failingSince ?? switchedOffAt ?? Date.now() - dayMs));

const Form = ({ endpoint, onChange }: { endpoint: Endpoint; onChange: () => void }) => {
  const { t } = useTexts();
  const [value, setValue] = useState(() => suggestionFor(endpoint));
  const [send, { data, isLoading, isError }] = useWebhookSendAllSinceMutation();
  const since = fromInput(value);
  const problem = !since ? t('since.needed') : since > new Date() ? t('since.future') : undefined;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!since || problem) return;
    await send({ endpoint: endpoint.id, since: since.toISOString() });
    onChange();
  };

  return (
    <form onSubmit={submit} noValidate>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={5}>
          <Note>{t('since.about')}</Note>
          {!endpoint.isEnabled && <Note>{t('since.off')}</Note>}
          <Field.Root name="since" required error={problem} hint={t('since.hint')}>
            <Field.Label>{t('since.label')}</Field.Label>
            <Field.Input
              type="datetime-local"
              value={value}
              max={toInput(new Date())}
              onChange={(event) => setValue(event.target.value)}
            />
            <Field.Hint />
            <Field.Error />
          </Field.Root>
          <div role="status">
            {data && <Note>{t('since.done', { count: data.messages })}</Note>}
            {isError && <Note isError>{t('error')}</Note>}
          </div>
        </Flex>
      </Modal.Body>
      <Modal.Footer>
        <Modal.Close>
          <Button variant="tertiary">{t('close')}</Button>
        </Modal.Close>
        <Button type="submit" loading={isLoading} disabled={problem !== undefined || data !== undefined}>
          {t('since.submit')}
        </Button>
      </Modal.Footer>
    </form>
  );
};

/** Has everything told again that has happened since a moment. */
export const SendAllSince = ({ endpoint, onChange }: { endpoint: Endpoint; onChange: () => void }) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <ActionDialog endpoint={endpoint} label={t('since')} isOpen={isOpen} onOpenChange={setIsOpen}>
      {isOpen && <Form endpoint={endpoint} onChange={onChange} />}
    </ActionDialog>
  );
};
