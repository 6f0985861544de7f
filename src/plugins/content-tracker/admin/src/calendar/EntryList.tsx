import { Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import type { Site } from '../../../shared/answers';
import type { CalendarEntry } from '../../../shared/schedule-answers';
import { TitleLink } from '../components/TitleLink';
import { editorPath } from '../strapi/editor-path';
import { useTexts } from '../texts';
import { useTypeName } from '../useTypeName';

const List = styled.ul`
  display: flex;
  flex-direction: column;
  gap: 0.6rem;
  margin: 0;
  padding: 0;
  list-style: none;
`;

/** Whether what was scheduled waits for a person. */
const isWaiting = ({ state }: CalendarEntry): boolean => state !== 'done' && state !== 'pending';

const colourOf = (entry: CalendarEntry) => {
  const { kind, state } = entry;
  if (isWaiting(entry)) return 'danger600';
  if (state === 'done') return kind === 'publish' ? 'success500' : 'neutral500';
  return kind === 'publish' ? 'primary600' : 'warning600';
};

/** What happens is told by words; the colour of the bar repeats it. */
const Line = styled.li<{ $entry: CalendarEntry }>`
  padding-left: 0.8rem;
  border-left: 3px ${({ $entry }) => ($entry.state === 'done' ? 'solid' : 'dashed')}
    ${({ theme, $entry }) => theme.colors[colourOf($entry)]};
`;

/** Cuts a long title where days stand side by side. */
const ShortTitleLink = styled(TitleLink)<{ $isShort: boolean }>`
  display: -webkit-box;
  overflow: hidden;
  font-size: 1.3rem;
  line-height: 1.8rem;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: ${({ $isShort }) => ($isShort ? 2 : 4)};
`;

/** Where days stand side by side there is no room for it: the link's tooltip has it. */
const About = styled(Typography)<{ $isShort: boolean }>`
  @media (min-width: 1024px) {
    ${({ $isShort }) => $isShort && 'display: none;'}
  }
`;

interface Props {
  readonly entries: readonly CalendarEntry[];
  readonly site: Site;
  /** Whether there is little room. */
  readonly isShort?: boolean;
}

const Entry = ({ entry, site, isShort = false }: { entry: CalendarEntry } & Omit<Props, 'entries'>) => {
  const { t, time } = useTexts();
  const typeName = useTypeName();
  const { uid, documentId, locale, title, kind, state, at, name } = entry;
  const type = site.types.find((one) => one.uid === uid) ?? { uid, isSingle: false, label: '' };
  const language = site.locales.find(({ code }) => code === locale)?.name ?? locale;
  const about = [typeName(type.label), language, name].filter(Boolean).join(' · ');
  return (
    <Line $entry={entry}>
      <Typography variant="pi" tag="p" textColor={isWaiting(entry) ? 'danger700' : 'neutral600'}>
        <time dateTime={at}>{time(at, site.timeZone)}</time> {t(`scheduled.${kind}.${state}`)}
      </Typography>
      <ShortTitleLink $isShort={isShort} to={editorPath(type, documentId, locale)} title={about}>
        {title}
      </ShortTitleLink>
      <About $isShort={isShort} variant="pi" tag="p" textColor="neutral600">
        {about}
      </About>
    </Line>
  );
};

/** What was or will be published and unpublished on a day, in the order of time, each with a link to its document. */
export const EntryList = ({ entries, ...rest }: Props) => (
  <List>
    {entries.map((entry) => (
      <Entry
        key={`${entry.at} ${entry.uid} ${entry.documentId} ${entry.locale} ${entry.kind} ${entry.state}`}
        entry={entry}
        {...rest}
      />
    ))}
  </List>
);
