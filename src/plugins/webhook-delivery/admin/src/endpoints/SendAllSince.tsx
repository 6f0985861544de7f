import { Button, Field, Flex, Modal } from '@strapi/design-system';
import { DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { computerTimeZone, fromWallClock, toWallClock } from 'newsroom-plugin-kit/admin/wall-clock';
import { useState, type FormEvent } from 'react';
import type { Endpoint } from '../../../shared/answers';
import { useWebhookSendAllSinceMutation } from '../api';
import { useTexts } from '../texts';
import { ActionDialog } from './ActionDialog';

interface Props {
  readonly endpoint: Endpoint;
  readonly onChange: () => void;
}

const dayMs = 86_400_000;

const wallClockOf = (moment: string | number): string => toWallClock(moment, computerTimeZone());

/** The time in the field at first: when the endpoint began to fail, else yesterday. */
const initialTime = ({ failingSince, switchedOffAt }: Endpoint): string =>
  wallClockOf(failingSince ?? switchedOffAt ?? Date.now() - dayMs);

const useSinceForm = ({ endpoint, onChange }: Props) => {
  const { t } = useTexts();
  const [value, setValue] = useState(() => initialTime(endpoint));
  const [send, { data, isLoading, isError }] = useWebhookSendAllSinceMutation();
  const since = fromWallClock(value, computerTimeZone());
  const problem = !since ? t('since.needed') : since > new Date() ? t('since.future') : undefined;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!since || problem) return;
    await send({ endpoint: endpoint.id, since: since.toISOString() });
    onChange();
  };
  return { value, setValue, problem, submit, sent: data?.messages, isLoading, isError };
};

const Form = (props: Props) => {
  const { t } = useTexts();
  const { value, setValue, problem, submit, sent, isLoading, isError } = useSinceForm(props);
  return (
    <form onSubmit={submit} noValidate>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={5}>
          <Note>{t('since.about')}</Note>
          {!props.endpoint.isEnabled && <Note>{t('since.off')}</Note>}
          <Field.Root name="since" required error={problem} hint={t('since.hint')}>
            <Field.Label>{t('since.label')}</Field.Label>
            <Field.Input
              type="datetime-local"
              value={value}
              max={wallClockOf(Date.now())}
              onChange={(event) => setValue(event.target.value)}
            />
            <Field.Hint />
            <Field.Error />
          </Field.Root>
          <div role="status">
            {sent !== undefined && <Note>{t('since.done', { count: sent })}</Note>}
            {isError && <Note isError>{t('error')}</Note>}
          </div>
        </Flex>
      </Modal.Body>
      <DialogFooter closeLabel={t('close')}>
        <Button type="submit" loading={isLoading} disabled={problem !== undefined || sent !== undefined}>
          {t('since.submit')}
        </Button>
      </DialogFooter>
    </form>
  );
};

/** Sends the endpoint all its messages again that were made since a time. */
export const SendAllSince = (props: Props) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <ActionDialog endpoint={props.endpoint} label={t('since')} isOpen={isOpen} onOpenChange={setIsOpen}>
      {isOpen && <Form {...props} />}
    </ActionDialog>
  );
};
