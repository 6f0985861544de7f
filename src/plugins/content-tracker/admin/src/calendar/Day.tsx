import { Box, Modal, TextButton } from '@strapi/design-system';
import { Dialog, DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { styled } from 'styled-components';
import type { Site } from '../../../shared/answers';
import type { CalendarEntry } from '../../../shared/schedule-answers';
import { useTexts } from '../texts';
import { dayName } from './day-name';
import { EntryList } from './EntryList';
import { firstToShow } from './month';

/** Entries that a day shows; all of them are in its dialog. */
const most = 5;

/** The number of the day, with its name for screen readers; in a narrow window, where days are a list, the name alone. */
const Heading = styled.time<{ $isToday: boolean }>`
  display: block;
  margin-bottom: 0.6rem;
  color: ${({ theme }) => theme.colors.neutral800};
  font-size: 1.3rem;
  .number {
    display: inline-block;
    padding: 0.2rem 0;
    ${({ theme, $isToday }) =>
      $isToday &&
      `min-width: 2.4rem; border-radius: 1.2rem; text-align: center; font-weight: 600;
      background: ${theme.colors.primary600}; color: ${theme.colors.neutral0};`}
  }
  .name {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @media (max-width: 1023px) {
    font-size: 1.4rem;
    font-weight: 600;
    .number {
      display: none;
    }
    .name {
      position: static;
      width: auto;
      height: auto;
      clip-path: none;
      ${({ theme, $isToday }) => $isToday && `color: ${theme.colors.primary600};`}
    }
  }
`;

interface Props {
  readonly day: string;
  readonly isToday: boolean;
  readonly entries: readonly CalendarEntry[];
  readonly site: Site;
}

const AllOfDay = ({ day, entries, site }: Omit<Props, 'isToday'>) => {
  const { t, number, locale } = useTexts();
  const name = dayName(day, locale);
  return (
    <Dialog
      title={name}
      closeLabel={t('close')}
      trigger={
        <TextButton aria-label={t('calendar.moreOn', { count: entries.length - most, day: name })}>
          {t('calendar.more', { count: number(entries.length - most) })}
        </TextButton>
      }
    >
      <Modal.Body>
        <EntryList entries={entries} site={site} />
      </Modal.Body>
      <DialogFooter closeLabel={t('close')} />
    </Dialog>
  );
};

/** A day of the calendar. */
export const Day = ({ day, isToday, entries, site }: Props) => {
  const { t, locale } = useTexts();
  return (
    <>
      <Heading dateTime={day} $isToday={isToday}>
        <span className="number" aria-hidden>
          {Number(day.slice(8))}
        </span>
        <span className="name">
          {dayName(day, locale)}
          {isToday && `, ${t('calendar.today').toLocaleLowerCase(locale)}`}
        </span>
      </Heading>
      {entries.length > 0 && <EntryList entries={firstToShow(entries, most)} site={site} isShort />}
      {entries.length > most && (
        <Box paddingTop={2}>
          <AllOfDay day={day} entries={entries} site={site} />
        </Box>
      )}
    </>
  );
};
