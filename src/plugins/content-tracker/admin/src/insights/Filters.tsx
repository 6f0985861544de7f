import { Field, Flex, SingleSelect, SingleSelectOption, Typography } from '@strapi/design-system';
import type { Site } from '../api';
import { useTexts } from '../texts';
import { useTypeName } from '../useTypeName';
import { dayIn } from '../zone';
import { isWhole, periods, type Period, type View } from './period';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

const Choice = ({ label, value, options, onChange }: ChoiceProps) => (
  <Field.Root flex="1 1 18rem" maxWidth="36rem">
    <Field.Label>{label}</Field.Label>
    <SingleSelect value={value} onChange={(chosen) => onChange(String(chosen))}>
      {options.map((option) => (
        <SingleSelectOption key={option.value} value={option.value}>
          {option.label}
        </SingleSelectOption>
      ))}
    </SingleSelect>
  </Field.Root>
);

interface Props {
  readonly site: Site;
  readonly view: View;
  readonly onChange: (view: View) => void;
}

/** Days that make no sense are in the address too: the page shows nothing beside what is wrong with them. */
const OwnDates = ({ site, view, onChange }: Props) => {
  const { t } = useTexts();
  const isWrong = !isWhole(view);
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
            value={view[end]}
            min="2000-01-01"
            max={dayIn(Date.now(), site.timeZone)}
            onChange={(event) => onChange({ ...view, [end]: event.target.value })}
          />
          <Field.Error />
        </Field.Root>
      ))}
    </>
  );
};

/** Which documents, in which language, over what time. */
export const Filters = ({ site, view, onChange }: Props) => {
  const { t } = useTexts();
  const typeName = useTypeName();
  const type = site.types.find(({ name }) => name === view.type);
  const today = dayIn(Date.now(), site.timeZone);
  const changePeriod = (period: Period): void =>
    onChange({
      ...view,
      period,
      from: view.from || dayIn(Date.now(), site.timeZone, 6),
      to: view.to || today,
    });
  return (
    <Flex gap={4} wrap="wrap" alignItems="flex-start" tag="section" aria-label={t('filters.label')}>
      <Choice
        label={t('filters.type')}
        value={view.type}
        options={site.types.map(({ name, label }) => ({ value: name, label: typeName(label) }))}
        onChange={(name) => {
          const isLocalized = site.types.find((one) => one.name === name)?.isLocalized;
          onChange({
            ...view,
            type: name,
            locale: isLocalized ? (view.locale ?? site.defaultLocale) : undefined,
          });
        }}
      />
      {type?.isLocalized && (
        <Choice
          label={t('filters.locale')}
          value={view.locale ?? site.defaultLocale}
          options={site.locales.map(({ code, name }) => ({ value: code, label: name }))}
          onChange={(locale) => onChange({ ...view, locale })}
        />
      )}
      <Choice
        label={t('filters.period')}
        value={view.period}
        options={periods.map((period) => ({ value: period, label: t(`period.${period}`) }))}
        onChange={(period) => changePeriod(period as Period)}
      />
      {view.period === 'own' && <OwnDates site={site} view={view} onChange={onChange} />}
      {!type && <Typography>{t('noPermission')}</Typography>}
    </Flex>
  );
};
