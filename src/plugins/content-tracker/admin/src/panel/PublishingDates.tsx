import { Flex, Typography } from '@strapi/design-system';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import { styled } from 'styled-components';
import type { Timeline as Dates } from '../../../shared/answers';
import type { DocumentRef } from '../api';
import { useTexts } from '../texts';
import { BackdateDialog } from './BackdateDialog';
import { TakeOffDialog } from './TakeOffDialog';
import { Timeline } from './Timeline';

interface Props {
  readonly documentRef: DocumentRef;
  readonly dates: Dates;
  /** The number of log entries of the document. */
  readonly entryCount: number;
  readonly timeZone: string;
  readonly mayBackdate: boolean;
  readonly mayTakeOff: boolean;
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

/** When and how often a document was published, with its timeline, and what may be corrected. */
export const PublishingDates = ({ documentRef, dates, entryCount, timeZone, ...may }: Props) => {
  const { t, number, moment } = useTexts();
  const { firstPublishedAt, lastPublishedAt, unpublishedAt, timesPublished } = dates;
  const textOf = (at: string | null) => (at ? moment(at, timeZone) : '–');
  return (
    <Flex direction="column" alignItems="stretch" gap={3}>
      <Facts>
        <Fact name={t('panel.firstPublished')}>{textOf(firstPublishedAt)}</Fact>
        <Fact name={t('panel.lastPublished')}>{textOf(lastPublishedAt)}</Fact>
        {unpublishedAt && <Fact name={t('panel.unpublishedAt')}>{textOf(unpublishedAt)}</Fact>}
        <Fact name={t('panel.timesPublished')}>{number(timesPublished)}</Fact>
      </Facts>
      <SmallText>{t('about.timeZone', { timeZone })}</SmallText>
      <Flex gap={2} wrap="wrap">
        <Timeline documentRef={documentRef} total={entryCount} timeZone={timeZone} />
        {may.mayBackdate && firstPublishedAt && lastPublishedAt && !unpublishedAt && (
          <BackdateDialog
            documentRef={documentRef}
            firstPublishedAt={firstPublishedAt}
            lastPublishedAt={lastPublishedAt}
            timeZone={timeZone}
          />
        )}
        {may.mayTakeOff && <TakeOffDialog documentRef={documentRef} timeZone={timeZone} />}
      </Flex>
    </Flex>
  );
};
