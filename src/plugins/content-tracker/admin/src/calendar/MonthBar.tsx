import { Button, Flex, IconButton, Loader, Typography } from '@strapi/design-system';
import { ChevronLeft, ChevronRight } from '@strapi/icons';
import { useTexts } from '../texts';
import { monthName } from './day-name';
import { isMonth, monthAfter } from './month';

interface Props {
  readonly month: string;
  readonly currentMonth: string;
  readonly isLoading: boolean;
  readonly onChange: (month: string) => void;
}

/** The name of the month, and the ways to others. */
export const MonthBar = ({ month, currentMonth, isLoading, onChange }: Props) => {
  const { t, locale } = useTexts();
  const [before, after] = [monthAfter(month, -1), monthAfter(month, 1)];
  return (
    <Flex gap={4} wrap="wrap" justifyContent="space-between" paddingBottom={4}>
      <Flex gap={3}>
        <Typography tag="h2" variant="beta" textColor="neutral800" aria-live="polite">
          {monthName(month, locale)}
        </Typography>
        {isLoading && <Loader small>{t('loading')}</Loader>}
      </Flex>
      <Flex gap={2}>
        <IconButton
          label={t('calendar.previous')}
          disabled={!isMonth(before)}
          onClick={() => onChange(before)}
        >
          <ChevronLeft />
        </IconButton>
        <Button variant="tertiary" onClick={() => onChange(currentMonth)}>
          {t('calendar.today')}
        </Button>
        <IconButton label={t('calendar.next')} disabled={!isMonth(after)} onClick={() => onChange(after)}>
          <ChevronRight />
        </IconButton>
      </Flex>
    </Flex>
  );
};
