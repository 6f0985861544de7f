import { Button, Field, Flex, Modal, Textarea, Typography } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import { useState, type FormEvent } from 'react';
import { useTrackerCorrectMutation, type Place } from '../api';
import { useTexts } from '../texts';
import { fromWallClock, toWallClock } from '../zone';
import { mostReasonCharacters, problemsWith, refusalsOf } from './correction';

interface Props {
  readonly place: Place;
  readonly firstPublishedAt: string;
  readonly lastPublishedAt: string;
  readonly timeZone: string;
}

const Note = ({ children, isError = false }: { children: string; isError?: boolean }) => (
  <Typography variant="omega" tag="p" textColor={isError ? 'danger600' : 'neutral800'}>
    {children}
  </Typography>
);

const Form = ({
  place,
  firstPublishedAt,
  lastPublishedAt,
  timeZone,
  onDone,
}: Props & { onDone: () => void }) => {
  const { t, moment } = useTexts();
  const { toggleNotification } = useNotification();
  const [correct, { isLoading, error }] = useTrackerCorrectMutation();
  const [wallClock, setWallClock] = useState(() => toWallClock(firstPublishedAt, timeZone));
  const [reason, setReason] = useState('');
  const [isTried, setIsTried] = useState(false);
  const problems = problemsWith({ wallClock, reason }, { timeZone, lastPublishedAt, now: new Date() });
  const refusals = error ? refusalsOf(error) : {};
  const at = fromWallClock(wallClock, timeZone);
  const isSame = at !== undefined && toWallClock(firstPublishedAt, timeZone) === wallClock;
  const errorOf = (field: 'firstPublishedAt' | 'reason'): string | undefined => {
    const problem = problems[field];
    // A date is checked as it is typed, a reason only once it had its chance.
    const isShown = problem && (isTried || field === 'firstPublishedAt');
    return isShown
      ? t(problem, { last: moment(lastPublishedAt, timeZone), most: mostReasonCharacters })
      : refusals[field];
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // The dialog stands in a portal, but React hands events on to the form of the document.
    event.stopPropagation();
    setIsTried(true);
    if (!at || isSame || Object.keys(problems).length > 0) return;
    const answer = await correct({ ...place, firstPublishedAt: at.toISOString(), reason: reason.trim() });
    if ('error' in answer) return;
    toggleNotification({ type: 'success', message: t('correct.done') });
    onDone();
  };

  return (
    <form onSubmit={submit} noValidate>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={5}>
          <Note>{t('correct.about')}</Note>
          <Field.Root
            name="firstPublishedAt"
            required
            error={errorOf('firstPublishedAt')}
            hint={t('about.timeZone', { timeZone })}
          >
            <Field.Label>{t('correct.date')}</Field.Label>
            <Field.Input
              type="datetime-local"
              value={wallClock}
              max={toWallClock(lastPublishedAt, timeZone)}
              onChange={(event) => setWallClock(event.target.value)}
            />
            <Field.Hint />
            <Field.Error />
          </Field.Root>
          <Field.Root name="reason" required error={errorOf('reason')} hint={t('correct.reasonHint')}>
            <Field.Label>{t('correct.reason')}</Field.Label>
            <Textarea value={reason} onChange={(event) => setReason(event.target.value)} />
            <Field.Hint />
            <Field.Error />
          </Field.Root>
          {at && !problems.firstPublishedAt && (
            <Note>
              {isSame
                ? t('correct.same')
                : t('correct.change', {
                    from: moment(firstPublishedAt, timeZone),
                    to: moment(at, timeZone),
                  })}
            </Note>
          )}
          {refusals[''] && <Note isError>{refusals['']}</Note>}
        </Flex>
      </Modal.Body>
      <Modal.Footer>
        <Modal.Close>
          <Button variant="tertiary">{t('cancel')}</Button>
        </Modal.Close>
        <Button type="submit" loading={isLoading} disabled={isSame}>
          {t('correct.submit')}
        </Button>
      </Modal.Footer>
    </form>
  );
};

/** The button, and its dialog: a past moment in the site's time zone, and why. */
export const CorrectDate = (props: Props) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Modal.Root open={isOpen} onOpenChange={setIsOpen}>
      <Modal.Trigger>
        <Button variant="tertiary" size="S">
          {t('correct.open')}
        </Button>
      </Modal.Trigger>
      <Modal.Content>
        <Modal.Header closeLabel={t('close')}>
          <Modal.Title>{t('correct.open')}</Modal.Title>
        </Modal.Header>
        {isOpen && <Form {...props} onDone={() => setIsOpen(false)} />}
      </Modal.Content>
    </Modal.Root>
  );
};
