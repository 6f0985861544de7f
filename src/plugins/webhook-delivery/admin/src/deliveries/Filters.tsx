import { Field, Flex, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import type { Endpoint } from '../api';
import { states, type State } from '../states';
import { useTexts } from '../texts';
import type { View } from './view';

interface ChoiceProps {
  readonly label: string;
  readonly any: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string | undefined) => void;
}

const anyValue = '*';

const Choice = ({ label, any, value, options, onChange }: ChoiceProps) => (
  <Field.Root flex="0 1 22rem" minWidth="16rem">
    <Field.Label>{label}</Field.Label>
    <SingleSelect
      size="S"
      value={value ?? anyValue}
      onChange={(chosen) => onChange(chosen === anyValue ? undefined : String(chosen))}
    >
      <SingleSelectOption value={anyValue}>{any}</SingleSelectOption>
      {options.map((option) => (
        <SingleSelectOption key={option.value} value={option.value}>
          {option.label}
        </SingleSelectOption>
      ))}
    </SingleSelect>
  </Field.Root>
);

/** What is chosen stays among the options, also where it is no more. */
const withChosen = (values: readonly string[], chosen: string | undefined): string[] => [
  ...new Set([...values, ...(chosen === undefined ? [] : [chosen])]),
];

interface Props {
  readonly endpoints: readonly Endpoint[];
  readonly view: View;
  readonly onChange: (change: Partial<View>) => void;
}

export const Filters = ({ endpoints, view, onChange }: Props) => {
  const { t } = useTexts();
  const events = withChosen(endpoints.flatMap((endpoint) => endpoint.events).sort(), view.event);
  const ids = withChosen(
    endpoints.map(({ id }) => String(id)),
    view.endpoint?.toString(),
  );
  const nameOf = (id: string): string =>
    endpoints.find((endpoint) => String(endpoint.id) === id)?.name ?? t('endpoint.deleted', { id });
  return (
    <Flex gap={4} wrap="wrap" alignItems="flex-end" role="group" aria-label={t('filters.label')}>
      <Choice
        label={t('filters.endpoint')}
        any={t('filters.anyEndpoint')}
        value={view.endpoint?.toString()}
        options={ids.map((id) => ({ value: id, label: nameOf(id) }))}
        onChange={(id) => onChange({ endpoint: id === undefined ? undefined : Number(id) })}
      />
      <Choice
        label={t('filters.state')}
        any={t('filters.anyState')}
        value={view.state}
        options={states.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(state) => onChange({ state: state as State | undefined })}
      />
      <Choice
        label={t('filters.event')}
        any={t('filters.anyEvent')}
        value={view.event}
        options={events.map((event) => ({ value: event, label: event }))}
        onChange={(event) => onChange({ event })}
      />
    </Flex>
  );
};
