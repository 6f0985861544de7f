import { Button, Flex, Modal, Typography } from '@strapi/design-system';
import { DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { styled } from 'styled-components';
import { useTrackerSiteQuery } from '../api';
import { LoadingBody } from '../components/LoadingBody';
import { useTexts } from '../texts';
import { InWords } from './InWords';
import { noTimes } from './schedule-rules';
import { TimeFields } from './TimeFields';
import { useBulkSchedule, type BulkAnswer, type BulkDocument, type BulkOptions } from './useBulkSchedule';

const Answers = styled.ul`
  margin: 1.2rem 0 0;
  padding: 0;
  list-style: none;
  li {
    padding: 0.8rem 0;
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
  }
`;

const AnswerLine = ({ answer: { document, problem } }: { answer: BulkAnswer }) => {
  const { t } = useTexts();
  return (
    <li>
      <Typography tag="p" variant="omega" fontWeight="semiBold" textColor="neutral800">
        {document.title}
      </Typography>
      <Typography tag="p" variant="pi" textColor={problem ? 'danger600' : 'success600'}>
        {problem ? t('schedule.bulk.refused', { reason: problem }) : t('schedule.bulk.scheduled')}
      </Typography>
    </li>
  );
};

/** An answer for each document, as they come, and in the end how many were scheduled. */
const Results = ({
  answers,
  count,
  isDone,
}: {
  answers: readonly BulkAnswer[];
  count: number;
  isDone: boolean;
}) => {
  const { t } = useTexts();
  const refused = answers.filter(({ problem }) => problem).length;
  return (
    <div>
      <div role="status">
        {answers.length > 0 && (
          <Note>
            {isDone
              ? t('schedule.bulk.summary', { scheduled: answers.length - refused, refused })
              : t('schedule.bulk.progress', { done: answers.length, count })}
          </Note>
        )}
      </div>
      {answers.length > 0 && (
        <Answers aria-label={t('schedule.bulk.results')}>
          {answers.map((answer) => (
            <AnswerLine key={answer.document.documentRef.documentId} answer={answer} />
          ))}
        </Answers>
      )}
    </div>
  );
};

const Form = (options: BulkOptions) => {
  const { t } = useTexts();
  const { documents, timeZone } = options;
  const form = useBulkSchedule(options);
  const count = documents.length;
  const { locale } = documents[0]?.documentRef ?? {};
  return (
    <form onSubmit={form.submit} noValidate>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={5}>
          <Note>{t('schedule.bulk.about', { count })}</Note>
          <TimeFields
            times={form.times}
            onChange={form.change}
            timeZone={timeZone}
            errorOf={form.errorOf}
            isDisabled={form.isRunning}
          />
          <div aria-live="polite">
            {form.answers.length === 0 && (
              <InWords {...form} before={noTimes} timeZone={timeZone} locale={locale} count={count} />
            )}
          </div>
          <Results answers={form.answers} count={count} isDone={form.isDone} />
        </Flex>
      </Modal.Body>
      <DialogFooter closeLabel={form.isDone ? t('close') : t('cancel')}>
        <Button type="submit" loading={form.isRunning} disabled={!form.changes}>
          {t('schedule.submit')}
        </Button>
      </DialogFooter>
    </form>
  );
};

interface Props {
  readonly uid: string;
  readonly documents: readonly BulkDocument[];
}

/** What the modal of the list holds; its code is loaded when the modal is opened. */
const BulkSchedule = ({ uid, documents }: Props) => {
  const { t } = useTexts();
  const { data: site, isError } = useTrackerSiteQuery();
  if (site) return <Form uid={uid} documents={documents} timeZone={site.timeZone} />;
  if (!isError) return <LoadingBody />;
  return (
    <Modal.Body>
      <Note isError>{t('schedule.loadError')}</Note>
    </Modal.Body>
  );
};

export default BulkSchedule;
