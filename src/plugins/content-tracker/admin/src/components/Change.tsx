import { Typography } from '@strapi/design-system';
import { useTexts } from '../texts';

interface Props {
  readonly now: number;
  /** `null` if there is no previous period to compare with, as for all time. */
  readonly before: number | null;
}

/** The change against the previous period. A sign or words show it, so colour is not needed to read it. */
export const Change = ({ now, before }: Props) => {
  const { t, percent, number } = useTexts();
  if (before === null) return null;
  const change =
    before === 0 ? (now === 0 ? '±0' : t('change.fromNothing')) : percent((now - before) / before);
  const colour = now > before ? 'success700' : now < before ? 'danger700' : 'neutral600';
  return (
    <Typography
      variant="pi"
      textColor={colour}
      title={t('change.before', { formatted: number(before) })}
      style={{ whiteSpace: 'nowrap' }}
    >
      {change}
    </Typography>
  );
};
