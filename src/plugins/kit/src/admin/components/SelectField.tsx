import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';

export interface SelectOption {
  readonly value: string;
  readonly label: string;
}

interface Props {
  readonly label: string;
  readonly value: string;
  readonly options: readonly SelectOption[];
  readonly onChange: (value: string) => void;
  readonly size?: 'S' | 'M';
  /** CSS of the field in a row of fields. */
  readonly flex: string;
  readonly minWidth?: string;
  readonly maxWidth?: string;
}

/** A labelled field in which one of several options is chosen. */
export const SelectField = ({ label, value, options, onChange, size = 'M', ...box }: Props) => (
  <Field.Root {...box}>
    <Field.Label>{label}</Field.Label>
    <SingleSelect size={size} value={value} onChange={(chosen) => onChange(String(chosen))}>
      {options.map((option) => (
        <SingleSelectOption key={option.value} value={option.value}>
          {option.label}
        </SingleSelectOption>
      ))}
    </SingleSelect>
  </Field.Root>
);
