import { Typography } from '@strapi/design-system';
import { useTexts } from '../texts';

interface Props {
  readonly now: number;
  /** `null` where there is nothing to compare with, as for all of time. */
  readonly before: number | null;
}

/** By how much more or less than in the period before: by sign and words, not by colour alone. */
export const Change = ({ now, before }: Props) => {
  const { t, percent, number } = useTexts();
  if (before === null) return null;
  const said = before === 0 ? (now === 0 ? '±0' : t('change.fromNothing')) : percent((now - before) / before);
  const colour = now > before ? 'success700' : now < before ? 'danger700' : 'neutral600';
  return (
    <Typography
      variant="pi"
      textColor={colour}
      title={t('change.before', { count: before, formatted: number(before) })}
      style={{ whiteSpace: 'nowrap' }}
    >
      {said}
    </Typography>
  );
};
