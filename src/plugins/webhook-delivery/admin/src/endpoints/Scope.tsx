import { Box, Button, Checkbox, Flex, Modal, Typography } from '@strapi/design-system';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { useWebhookSetScopeMutation, type Endpoint, type Offered, type Scope } from '../api';
import { Note } from '../parts';
import { useTexts } from '../texts';
import { ActionDialog } from './ActionDialog';

/** What an endpoint hears of, in a sentence. */
export const ScopeText = ({ scope, offered }: { scope: Scope; offered: Offered }) => {
  const { t } = useTexts();
  const types = offered.types.filter(({ uid }) => scope.types?.includes(uid)).map(({ name }) => name);
  const locales = offered.locales.filter(({ code }) => scope.locales?.includes(code)).map(({ name }) => name);
  const limits = [
    ...(scope.types ? [t('scope.typesAre', { names: types.join(', ') || t('scope.none') })] : []),
    ...(scope.locales ? [t('scope.localesAre', { names: locales.join(', ') || t('scope.none') })] : []),
    ...(scope.media ? [t('scope.withMedia')] : []),
  ];
  return (
    <Typography tag="p" variant="pi" textColor="neutral800" paddingTop={2}>
      {[t(scope.publishedOnly ? 'scope.isPublished' : 'scope.isAll'), ...limits].join(' ')}
    </Typography>
  );
};

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

interface ChoiceProps {
  readonly label: string;
  readonly allLabel: string;
  readonly choices: readonly { readonly key: string; readonly name: string }[];
  /** `null` for all. */
  readonly value: readonly string[] | null;
  readonly onChange: (value: readonly string[] | null) => void;
}

/** All, those that come to be later too, or some. */
const Choice = ({ label, allLabel, choices, value, onChange }: ChoiceProps) => {
  const toggle = (key: string, isOn: boolean): void => {
    const others = (value ?? []).filter((one) => one !== key);
    onChange(isOn ? [...others, key] : others);
  };
  return (
    <Group label={label}>
      <Checkbox
        checked={value === null}
        onCheckedChange={(isAll) => onChange(isAll === true ? null : choices.map(({ key }) => key))}
      >
        {allLabel}
      </Checkbox>
      {value !== null &&
        choices.map(({ key, name }) => (
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
  readonly endpoint: Endpoint;
  readonly offered: Offered;
  readonly onChange: () => void;
}

const Form = ({ endpoint, offered, onChange, close }: Props & { close: () => void }) => {
  const { t } = useTexts();
  const [scope, setScope] = useState<Scope>(endpoint.scope);
  const [save, { isLoading, isError }] = useWebhookSetScopeMutation();
  const set = (change: Partial<Scope>): void => setScope({ ...scope, ...change });

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if ('error' in (await save({ endpoint: endpoint.id, scope }))) return;
    close();
    onChange();
  };

  return (
    <form onSubmit={submit} noValidate>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={5}>
          <Note>{t('scope.about')}</Note>
          <Group label={t('scope.what')}>
            <Checkbox
              checked={scope.publishedOnly}
              onCheckedChange={(isOn) => set({ publishedOnly: isOn === true })}
            >
              {t('scope.publishedOnly')}
            </Checkbox>
            <Note>{t(scope.publishedOnly ? 'scope.publishedOnlyAbout' : 'scope.draftsAbout')}</Note>
            <Checkbox checked={scope.media} onCheckedChange={(isOn) => set({ media: isOn === true })}>
              {t('scope.media')}
            </Checkbox>
          </Group>
          <Choice
            label={t('scope.types')}
            allLabel={t('scope.allTypes')}
            choices={offered.types.map(({ uid, name }) => ({ key: uid, name }))}
            value={scope.types}
            onChange={(types) => set({ types })}
          />
          <Choice
            label={t('scope.locales')}
            allLabel={t('scope.allLocales')}
            choices={offered.locales.map(({ code, name }) => ({ key: code, name }))}
            value={scope.locales}
            onChange={(locales) => set({ locales })}
          />
          <div role="status">{isError && <Note isError>{t('error')}</Note>}</div>
        </Flex>
      </Modal.Body>
      <Modal.Footer>
        <Modal.Close>
          <Button variant="tertiary">{t('cancel')}</Button>
        </Modal.Close>
        <Button type="submit" loading={isLoading}>
          {t('scope.save')}
        </Button>
      </Modal.Footer>
    </form>
  );
};

/** Sets what an endpoint hears of. */
export const SetScope = (props: Props) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <ActionDialog endpoint={props.endpoint} label={t('scope.set')} isOpen={isOpen} onOpenChange={setIsOpen}>
      <Form {...props} close={() => setIsOpen(false)} />
    </ActionDialog>
  );
};
