import { Flex } from '@strapi/design-system';
import { SelectField } from 'newsroom-plugin-kit/admin/components/SelectField';
import type { Site } from '../../../shared/answers';
import { useTexts } from '../texts';
import { useTypeName } from '../useTypeName';
import type { Selection } from './selection';

interface Props {
  readonly site: Site;
  readonly selection: Selection;
  readonly onChange: (selection: Selection) => void;
}

const size = { flex: '1 1 18rem', maxWidth: '36rem' };
/** No type and no language has this name. */
const all = '*';
const chosen = (value: string): string | undefined => (value === all ? undefined : value);

/** The type and the language of what the calendar shows. */
export const CalendarFilters = ({ site, selection, onChange }: Props) => {
  const { t } = useTexts();
  const typeName = useTypeName();
  return (
    <Flex gap={4} wrap="wrap" alignItems="flex-start" tag="section" aria-label={t('calendar.filters')}>
      <SelectField
        {...size}
        label={t('filters.type')}
        value={selection.type ?? all}
        options={[
          { value: all, label: t('calendar.allTypes') },
          ...site.types.map(({ name, label }) => ({ value: name, label: typeName(label) })),
        ]}
        onChange={(type) => onChange({ ...selection, type: chosen(type) })}
      />
      <SelectField
        {...size}
        label={t('filters.locale')}
        value={selection.locale ?? all}
        options={[
          { value: all, label: t('calendar.allLocales') },
          ...site.locales.map(({ code, name }) => ({ value: code, label: name })),
        ]}
        onChange={(locale) => onChange({ ...selection, locale: chosen(locale) })}
      />
    </Flex>
  );
};
