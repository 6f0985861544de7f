import { Button, Flex, Loader, Modal } from '@strapi/design-system';
import { DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { useState } from 'react';
import type { AttemptResult, Endpoint } from '../../../shared/answers';
import { useWebhookTestMutation } from '../api';
import { Code } from '../components/Code';
import { isSuccess, outcomeText } from '../outcome';
import { useTexts } from '../texts';
import { ActionDialog } from './ActionDialog';

const TestOutcome = ({ outcome }: { outcome: AttemptResult }) => {
  const { t, duration } = useTexts();
  const { problem, status, answer, durationMs } = outcome;
  const values = { outcome: outcomeText(outcome, t), took: duration(durationMs) };
  return (
    <Flex direction="column" alignItems="stretch" gap={4} role="status">
      <Note isError={!isSuccess(outcome)}>
        {t(isSuccess(outcome) ? 'test.arrived' : 'test.failed', values)}
      </Note>
      {problem && <Code label={t('answer.problem')}>{problem}</Code>}
      {status !== null && <Note>{t(answer ? 'answer.text' : 'answer.empty')}</Note>}
      {answer && <Code label={t('answer.text')}>{answer}</Code>}
    </Flex>
  );
};

/** Opening the dialog sends a test message; the dialog shows what the endpoint answers. */
export const SendTest = ({ endpoint }: { endpoint: Endpoint }) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const [send, { data, isLoading, isError }] = useWebhookTestMutation();
  const change = (next: boolean): void => {
    setIsOpen(next);
    if (next) void send(endpoint.id);
  };
  return (
    <ActionDialog endpoint={endpoint} label={t('test')} isOpen={isOpen} onOpenChange={change}>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={4}>
          <Note>{t('test.about')}</Note>
          {isLoading && <Loader small>{t('test.sending')}</Loader>}
          {isError && <Note isError>{t('error')}</Note>}
          {!isLoading && data && <TestOutcome outcome={data} />}
        </Flex>
      </Modal.Body>
      <DialogFooter closeLabel={t('close')}>
        <Button onClick={() => void send(endpoint.id)} loading={isLoading}>
          {t('test.again')}
        </Button>
      </DialogFooter>
    </ActionDialog>
  );
};
