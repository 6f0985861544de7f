import { ColumnLabel } from 'newsroom-plugin-kit/admin/components/ColumnLabel';
import { styled } from 'styled-components';
import type { Site } from '../../../shared/answers';
import type { CalendarEntry } from '../../../shared/schedule-answers';
import { useTexts } from '../texts';
import { Day } from './Day';
import { monthName, weekdayName } from './day-name';
import { byDay, weeksOf } from './month';

/** Seven columns; in a narrow window a list of the days that have entries. */
const Table = styled.table`
  width: 100%;
  table-layout: fixed;
  border-collapse: collapse;
  th {
    padding: 0.8rem;
    text-align: left;
  }
  td {
    position: relative;
    height: 9rem;
    padding: 0.8rem;
    border: 1px solid ${({ theme }) => theme.colors.neutral150};
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  td.other {
    background: ${({ theme }) => theme.colors.neutral100};
  }
  @media (max-width: 1023px) {
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    &,
    tbody,
    tr {
      display: block;
    }
    td {
      display: block;
      height: auto;
      padding: 1.2rem 0;
      border-width: 0 0 1px;
    }
    td.empty {
      display: none;
    }
    td.other {
      background: none;
    }
  }
`;

interface Props {
  readonly month: string;
  readonly today: string;
  readonly entries: readonly CalendarEntry[];
  readonly site: Site;
}

/** A month by days, in whole weeks that begin on Monday. */
export const Month = ({ month, today, entries, site }: Props) => {
  const { locale } = useTexts();
  const weeks = weeksOf(month);
  const days = byDay(entries, site.timeZone);
  const classOf = (day: string): string =>
    [!day.startsWith(month) && 'other', !days.has(day) && 'empty'].filter(Boolean).join(' ');
  return (
    <Table aria-label={monthName(month, locale)}>
      <thead>
        <tr>
          {weeks[0]?.map((day) => (
            <th key={day} scope="col">
              <ColumnLabel>{weekdayName(day, locale)}</ColumnLabel>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <td key={day} className={classOf(day)} aria-current={day === today ? 'date' : undefined}>
                <Day day={day} isToday={day === today} entries={days.get(day) ?? []} site={site} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
};
