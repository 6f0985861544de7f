import { Button, Flex, Loader, Modal } from '@strapi/design-system';
import { useState } from 'react';
import { useWebhookTestMutation, type Answer, type Endpoint } from '../api';
import { Code, Note } from '../parts';
import { isSuccess, outcomeText } from '../problem';
import { useTexts } from '../texts';
import { ActionDialog } from './ActionDialog';

const Outcome = ({ answer }: { answer: Answer }) => {
  const { t, duration } = useTexts();
  const outcome = outcomeText(answer, t);
  const took = duration(answer.durationMs);
  return (
    <Flex direction="column" alignItems="stretch" gap={4} role="status">
      <Note isError={!isSuccess(answer)}>
        {t(isSuccess(answer) ? 'test.arrived' : 'test.failed', { outcome, took })}
      </Note>
      {answer.problem && <Code label={t('answer.problem')}>{answer.problem}</Code>}
      {answer.status !== null && <Note>{t(answer.answer ? 'answer.text' : 'answer.empty')}</Note>}
      {answer.answer && <Code label={t('answer.text')}>{answer.answer}</Code>}
    </Flex>
  );
};

/** Sends at once and shows what the endpoint answers. */
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
          {!isLoading && data && <Outcome answer={data} />}
        </Flex>
      </Modal.Body>
      <Modal.Footer>
        <Modal.Close>
          <Button variant="tertiary">{t('close')}</Button>
        </Modal.Close>
        <Button onClick={() => void send(endpoint.id)} loading={isLoading}>
          {t('test.again')}
        </Button>
      </Modal.Footer>
    </ActionDialog>
  );
};
