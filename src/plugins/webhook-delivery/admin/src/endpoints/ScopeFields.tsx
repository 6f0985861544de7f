import { Box, Checkbox, Flex, Typography } from '@strapi/design-system';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { useId, type ReactNode } from 'react';
import type { Scope, ScopeOptions } from '../../../shared/answers';
import { useTexts } from '../texts';

const Group = ({ label, children }: { label: string; children: ReactNode }) => {
  const id = useId();
  return (
    <Box role="group" aria-labelledby={id}>
      <Typography id={id} variant="pi" fontWeight="bold" textColor="neutral800" tag="p" paddingBottom={2}>
        {label}
      </Typography>
      <Flex direction="column" alignItems="flex-start" gap={2}>
        {children}
      </Flex>
    </Box>
  );
};

interface AllOrSomeProps {
  readonly label: string;
  readonly allLabel: string;
  readonly options: readonly { readonly key: string; readonly name: string }[];
  /** `null` means all, including options that are added later. */
  readonly value: readonly string[] | null;
  readonly onChange: (value: readonly string[] | null) => void;
}

/** A checkbox for all options. When it is not checked, there is one for each option. */
const AllOrSome = ({ label, allLabel, options, value, onChange }: AllOrSomeProps) => {
  const toggle = (key: string, isOn: boolean): void => {
    const others = (value ?? []).filter((chosen) => chosen !== key);
    onChange(isOn ? [...others, key] : others);
  };
  return (
    <Group label={label}>
      <Checkbox
        checked={value === null}
        onCheckedChange={(isAll) => onChange(isAll === true ? null : options.map(({ key }) => key))}
      >
        {allLabel}
      </Checkbox>
      {value !== null &&
        options.map(({ key, name }) => (
          <Box key={key} paddingLeft={6}>
            <Checkbox checked={value.includes(key)} onCheckedChange={(isOn) => toggle(key, isOn === true)}>
              {name}
            </Checkbox>
          </Box>
        ))}
    </Group>
  );
};

interface Props {
  readonly scope: Scope;
  readonly offered: ScopeOptions;
  readonly onChange: (change: Partial<Scope>) => void;
}

/** The fields of a scope: drafts, media, types and languages. */
export const ScopeFields = ({ scope, offered, onChange }: Props) => {
  const { t } = useTexts();
  return (
    <>
      <Group label={t('scope.what')}>
        <Checkbox
          checked={scope.publishedOnly}
          onCheckedChange={(isOn) => onChange({ publishedOnly: isOn === true })}
        >
          {t('scope.publishedOnly')}
        </Checkbox>
        <Note>{t(scope.publishedOnly ? 'scope.publishedOnlyAbout' : 'scope.draftsAbout')}</Note>
        <Checkbox checked={scope.media} onCheckedChange={(isOn) => onChange({ media: isOn === true })}>
          {t('scope.media')}
        </Checkbox>
      </Group>
      <AllOrSome
        label={t('scope.types')}
        allLabel={t('scope.allTypes')}
        options={offered.types.map(({ uid, name }) => ({ key: uid, name }))}
        value={scope.types}
        onChange={(types) => onChange({ types })}
      />
      <AllOrSome
        label={t('scope.locales')}
        allLabel={t('scope.allLocales')}
        options={offered.locales.map(({ code, name }) => ({ key: code, name }))}
        value={scope.locales}
        onChange={(locales) => onChange({ locales })}
      />
    </>
  );
};
