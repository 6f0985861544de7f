import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import type { ScheduledKind } from '../../../shared/schedule-answers';
import { useTexts } from '../texts';
import { languageName } from './language-name';
import { changeOf, kinds, type Times } from './schedule-rules';

interface Props {
  readonly times: Times;
  readonly before: Times;
  /** Of the kinds that are not to be told of: their times are wrong. */
  readonly problems: Partial<Record<ScheduledKind, unknown>>;
  readonly timeZone: string;
  readonly locale: string | undefined;
  /** Of how many documents at once; undefined for a document by itself. */
  readonly count?: number;
}

/** What is going to happen, one sentence for each time that was changed. */
export const InWords = ({ times, before, problems, timeZone, locale: language, count }: Props) => {
  const { t, inWords, locale } = useTexts();
  const values = {
    count: count ?? 0,
    isLocalized: language ? 'yes' : 'no',
    language: language ? languageName(language, locale) : '',
  };
  return (
    <>
      {kinds.map((kind) => {
        const change = changeOf(kind, times, before, timeZone);
        if (change === undefined || problems[kind]) return null;
        if (change === null) return <Note key={kind}>{t(`schedule.words.withdraw.${kind}`)}</Note>;
        return (
          <Note key={kind}>
            {t(count === undefined ? `schedule.words.${kind}` : `schedule.bulk.words.${kind}`, {
              ...values,
              at: inWords(change, timeZone),
            })}
          </Note>
        );
      })}
    </>
  );
};
