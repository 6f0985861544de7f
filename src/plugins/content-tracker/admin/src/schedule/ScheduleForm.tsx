import { Button, Flex, Modal } from '@strapi/design-system';
import { DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import type { Scheduled, ScheduledKind } from '../../../shared/schedule-answers';
import { useTexts } from '../texts';
import { InWords } from './InWords';
import { TimeFields } from './TimeFields';
import { useScheduleForm, type ScheduleOptions } from './useScheduleForm';
import { WaitingActions } from './WaitingActions';
import { ownerName, troubleText, waitingState } from './waiting';

interface ExistingProps {
  readonly kind: ScheduledKind;
  readonly action: Scheduled;
  readonly timeZone: string;
  readonly isLoading: boolean;
  readonly onWithdraw: () => void;
}

/** Below a field: who has scheduled this, and the button that withdraws it. */
const Existing = ({ kind, action, timeZone, isLoading, onWithdraw }: ExistingProps) => {
  const { t, moment } = useTexts();
  const failure = waitingState(action) ? undefined : troubleText(action, t);
  return (
    <Flex justifyContent="space-between" alignItems="flex-start" gap={4} wrap="wrap">
      <div>
        <SmallText>
          {t('schedule.by', { name: ownerName(action, t), at: moment(action.scheduledAt, timeZone) })}
        </SmallText>
        {failure && <SmallText>{failure}</SmallText>}
      </div>
      <Button variant="danger-light" size="S" disabled={isLoading} onClick={onWithdraw}>
        {t(`schedule.withdraw.${kind}`)}
      </Button>
    </Flex>
  );
};

/** *Publish at* and *Unpublish at* of a document: set, moved and withdrawn, said in words before it is sent. */
export const ScheduleForm = ({ onDone, ...options }: ScheduleOptions & { onDone: () => void }) => {
  const { t } = useTexts();
  const form = useScheduleForm(options, onDone);
  const { schedule, timeZone, documentRef } = options;
  return (
    <form onSubmit={form.submit} noValidate>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={5}>
          <WaitingActions
            schedule={schedule}
            timeZone={timeZone}
            isLoading={form.isLoading}
            onConfirm={form.confirm}
          />
          <Note>{t('schedule.about')}</Note>
          <TimeFields
            times={form.times}
            onChange={form.change}
            timeZone={timeZone}
            errorOf={form.errorOf}
            below={(kind) => {
              const action = schedule[kind];
              if (!action) return null;
              const withdraw = () => form.withdraw(kind);
              const props = { kind, action, timeZone, isLoading: form.isLoading };
              return <Existing {...props} onWithdraw={withdraw} />;
            }}
          />
          <div aria-live="polite">
            <InWords {...form} timeZone={timeZone} locale={documentRef.locale} />
          </div>
          {form.generalError && <Note isError>{form.generalError}</Note>}
        </Flex>
      </Modal.Body>
      <DialogFooter closeLabel={t('cancel')}>
        <Button type="submit" loading={form.isLoading} disabled={!form.changes}>
          {t('schedule.submit')}
        </Button>
      </DialogFooter>
    </form>
  );
};
