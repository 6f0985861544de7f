import { Field, Flex, Typography } from '@strapi/design-system';
import { SelectField } from 'newsroom-plugin-kit/admin/components/SelectField';
import { dayIn } from 'newsroom-plugin-kit/admin/wall-clock';
import type { Site } from '../../../shared/answers';
import { useTexts } from '../texts';
import { useTypeName } from '../useTypeName';
import { firstDay, isComplete, periods, type Period, type Selection } from './selection';

interface Props {
  readonly site: Site;
  readonly selection: Selection;
  readonly onChange: (selection: Selection) => void;
}

/** Invalid dates go into the address too; the page then shows their error and no numbers. */
const CustomDates = ({ site, selection, onChange }: Props) => {
  const { t } = useTexts();
  const isWrong = !isComplete(selection);
  return (
    <>
      {(['from', 'to'] as const).map((end) => (
        <Field.Root
          key={end}
          name={end}
          maxWidth="22rem"
          error={isWrong && end === 'to' ? t('filters.wrongDates') : undefined}
        >
          <Field.Label>{t(`filters.${end}`)}</Field.Label>
          <Field.Input
            type="date"
            value={selection[end]}
            min={firstDay}
            max={dayIn(Date.now(), site.timeZone)}
            onChange={(event) => onChange({ ...selection, [end]: event.target.value })}
          />
          <Field.Error />
        </Field.Root>
      ))}
    </>
  );
};

const size = { flex: '1 1 18rem', maxWidth: '36rem' };

const TypeField = ({ site, selection, onChange }: Props) => {
  const { t } = useTexts();
  const typeName = useTypeName();
  return (
    <SelectField
      {...size}
      label={t('filters.type')}
      value={selection.type}
      options={site.types.map(({ name, label }) => ({ value: name, label: typeName(label) }))}
      onChange={(chosen) => {
        const isLocalized = site.types.find(({ name }) => name === chosen)?.isLocalized;
        const locale = isLocalized ? (selection.locale ?? site.defaultLocale) : undefined;
        onChange({ ...selection, type: chosen, locale });
      }}
    />
  );
};

const PeriodField = ({ site, selection, onChange }: Props) => {
  const { t } = useTexts();
  return (
    <SelectField
      {...size}
      label={t('filters.period')}
      value={selection.period}
      options={periods.map((period) => ({ value: period, label: t(`period.${period}`) }))}
      onChange={(period) =>
        onChange({
          ...selection,
          period: period as Period,
          // A custom period starts with the last seven days.
          from: selection.from || dayIn(Date.now(), site.timeZone, 6),
          to: selection.to || dayIn(Date.now(), site.timeZone),
        })
      }
    />
  );
};

/** The type, the language and the period of the numbers. */
export const Filters = (props: Props) => {
  const { site, selection, onChange } = props;
  const { t } = useTexts();
  const type = site.types.find(({ name }) => name === selection.type);
  return (
    <Flex gap={4} wrap="wrap" alignItems="flex-start" tag="section" aria-label={t('filters.label')}>
      <TypeField {...props} />
      {type?.isLocalized && (
        <SelectField
          {...size}
          label={t('filters.locale')}
          value={selection.locale ?? site.defaultLocale}
          options={site.locales.map(({ code, name }) => ({ value: code, label: name }))}
          onChange={(locale) => onChange({ ...selection, locale })}
        />
      )}
      <PeriodField {...props} />
      {selection.period === 'custom' && <CustomDates {...props} />}
      {!type && <Typography>{t('noPermission')}</Typography>}
    </Flex>
  );
};
