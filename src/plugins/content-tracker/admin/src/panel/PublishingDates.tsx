import { Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import type { Place, Publishing } from '../api';
import { useTexts } from '../texts';
import { CorrectDate } from './CorrectDate';
import { Timeline } from './Timeline';

interface Props {
  readonly place: Place;
  readonly publishing: Publishing;
  /** How many lines the log has on the document. */
  readonly entries: number;
  readonly timeZone: string;
  readonly mayCorrect: boolean;
}

const Facts = styled.dl`
  display: grid;
  grid-template-columns: auto 1fr;
  gap: 0.6rem 1.6rem;
  margin: 0;
  dd {
    margin: 0;
    text-align: right;
  }
`;

const Fact = ({ name, children }: { name: string; children: string }) => (
  <>
    <Typography tag="dt" variant="pi" textColor="neutral600">
      {name}
    </Typography>
    <Typography tag="dd" variant="pi" fontWeight="semiBold" textColor="neutral800">
      {children}
    </Typography>
  </>
);

/** When a document was published, how often, and what an editor can do about it. */
export const PublishingDates = ({ place, publishing, entries, timeZone, mayCorrect }: Props) => {
  const { t, number, moment } = useTexts();
  const { firstPublishedAt, lastPublishedAt, unpublishedAt, timesPublished } = publishing;
  const say = (at: string | null) => (at ? moment(at, timeZone) : '–');
  return (
    <Flex direction="column" alignItems="stretch" gap={3}>
      <Facts>
        <Fact name={t('panel.firstPublished')}>{say(firstPublishedAt)}</Fact>
        <Fact name={t('panel.lastPublished')}>{say(lastPublishedAt)}</Fact>
        {unpublishedAt && <Fact name={t('panel.unpublishedAt')}>{say(unpublishedAt)}</Fact>}
        <Fact name={t('panel.timesPublished')}>{number(timesPublished)}</Fact>
      </Facts>
      <Typography variant="pi" textColor="neutral600" tag="p">
        {t('about.timeZone', { timeZone })}
      </Typography>
      <Flex gap={2} wrap="wrap">
        <Timeline place={place} total={entries} timeZone={timeZone} />
        {mayCorrect && firstPublishedAt && lastPublishedAt && !unpublishedAt && (
          <CorrectDate
            place={place}
            firstPublishedAt={firstPublishedAt}
            lastPublishedAt={lastPublishedAt}
            timeZone={timeZone}
          />
        )}
      </Flex>
    </Flex>
  );
};
