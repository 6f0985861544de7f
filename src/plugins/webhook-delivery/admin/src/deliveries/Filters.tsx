import { Flex } from '@strapi/design-system';
import { SelectField, type SelectOption } from 'newsroom-plugin-kit/admin/components/SelectField';
import type { DeliveryState, Endpoint } from '../../../shared/answers';
import { states } from '../states';
import { useTexts } from '../texts';
import type { Selection } from './selection';

const anyValue = '*';

interface FilterProps {
  readonly label: string;
  readonly anyLabel: string;
  readonly value: string | undefined;
  readonly options: readonly SelectOption[];
  readonly onChange: (value: string | undefined) => void;
}

const Filter = ({ label, anyLabel, value, options, onChange }: FilterProps) => (
  <SelectField
    label={label}
    size="S"
    flex="0 1 22rem"
    minWidth="16rem"
    value={value ?? anyValue}
    options={[{ value: anyValue, label: anyLabel }, ...options]}
    onChange={(chosen) => onChange(chosen === anyValue ? undefined : chosen)}
  />
);

/** The chosen value stays an option after it has disappeared from the list, such as a deleted endpoint. */
const withChosen = (values: readonly string[], chosen: string | undefined): string[] => [
  ...new Set([...values, ...(chosen === undefined ? [] : [chosen])]),
];

interface Props {
  readonly endpoints: readonly Endpoint[];
  readonly selection: Selection;
  readonly onChange: (change: Partial<Selection>) => void;
}

export const Filters = ({ endpoints, selection, onChange }: Props) => {
  const { t } = useTexts();
  const events = withChosen(endpoints.flatMap((endpoint) => endpoint.events).sort(), selection.event);
  const ids = withChosen(
    endpoints.map(({ id }) => String(id)),
    selection.endpoint?.toString(),
  );
  const nameOf = (id: string): string =>
    endpoints.find((endpoint) => String(endpoint.id) === id)?.name ?? t('endpoint.deleted', { id });
  return (
    <Flex gap={4} wrap="wrap" alignItems="flex-end" role="group" aria-label={t('filters.label')}>
      <Filter
        label={t('filters.endpoint')}
        anyLabel={t('filters.anyEndpoint')}
        value={selection.endpoint?.toString()}
        options={ids.map((id) => ({ value: id, label: nameOf(id) }))}
        onChange={(id) => onChange({ endpoint: id === undefined ? undefined : Number(id) })}
      />
      <Filter
        label={t('filters.state')}
        anyLabel={t('filters.anyState')}
        value={selection.state}
        options={states.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(state) => onChange({ state: state as DeliveryState | undefined })}
      />
      <Filter
        label={t('filters.event')}
        anyLabel={t('filters.anyEvent')}
        value={selection.event}
        options={events.map((event) => ({ value: event, label: event }))}
        onChange={(event) => onChange({ event })}
      />
    </Flex>
  );
};
