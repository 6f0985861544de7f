import { Button, Flex, IconButton, Modal, TextInput, Field } from '@strapi/design-system';
import { Duplicate } from '@strapi/icons';
import { useClipboard, useFetchClient, useNotification } from '@strapi/strapi/admin';
import { useState } from 'react';
import { path, type Endpoint } from '../api';
import { Note } from '../parts';
import { useTexts } from '../texts';
import { ActionDialog } from './ActionDialog';

/** A secret, to be copied now. */
const SecretOnce = ({ secret }: { secret: string }) => {
  const { t } = useTexts();
  const { copy } = useClipboard();
  const { toggleNotification } = useNotification();
  const copySecret = async (): Promise<void> => {
    const isCopied = await copy(secret);
    toggleNotification(
      isCopied
        ? { type: 'success', message: t('secret.copied') }
        : { type: 'warning', message: t('secret.notCopied') },
    );
  };
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Note>{t('secret.onlyNow')}</Note>
      <Field.Root name="secret">
        <Field.Label>{t('secret.label')}</Field.Label>
        <TextInput
          readOnly
          value={secret}
          autoComplete="off"
          onFocus={(event) => event.target.select()}
          endAction={
            <IconButton label={t('secret.copy')} variant="ghost" onClick={() => void copySecret()}>
              <Duplicate />
            </IconButton>
          }
        />
      </Field.Root>
    </Flex>
  );
};

interface OnceProps {
  readonly endpoint: Endpoint;
  readonly label: string;
  /** What follows from it, before it is done. */
  readonly about: readonly string[];
  readonly submit: string;
  /** Whether there is a button for it. */
  readonly isOffered: boolean;
  /** The route that answers with a secret. */
  readonly route: string;
  readonly onChange: () => void;
}

/** Asks first, then shows what the server shows only once. The secret is kept nowhere but here. */
const SecretDialog = ({ endpoint, label, about, submit, isOffered, route, onChange }: OnceProps) => {
  const { t } = useTexts();
  const { post } = useFetchClient();
  const [isOpen, setIsOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>();
  const [isLoading, setIsLoading] = useState(false);
  const [isError, setIsError] = useState(false);

  const change = (next: boolean): void => {
    setIsOpen(next);
    setIsError(false);
    if (!next && secret !== undefined) onChange();
    setSecret(undefined);
  };

  const ask = async (): Promise<void> => {
    setIsLoading(true);
    try {
      const { data } = await post<{ data: { secret: string | null } }>(path(route));
      setSecret(data.data.secret);
    } catch {
      setIsError(true);
    } finally {
      setIsLoading(false);
    }
  };

  // Once it is shown it is no longer offered, but it stays until the editor closes it.
  if (!isOffered && !isOpen) return null;
  return (
    <ActionDialog
      endpoint={endpoint}
      label={label}
      isOpen={isOpen}
      onOpenChange={change}
      isHeld={Boolean(secret)}
    >
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={3}>
          {secret === undefined && about.map((sentence) => <Note key={sentence}>{sentence}</Note>)}
          {secret === null && <Note isError>{t('secret.shownBefore')}</Note>}
          {secret && <SecretOnce secret={secret} />}
          {isError && <Note isError>{t('error')}</Note>}
        </Flex>
      </Modal.Body>
      <Modal.Footer>
        <Modal.Close>
          <Button variant="tertiary">{t(secret === undefined ? 'cancel' : 'close')}</Button>
        </Modal.Close>
        {secret === undefined && (
          <Button onClick={() => void ask()} loading={isLoading}>
            {submit}
          </Button>
        )}
      </Modal.Footer>
    </ActionDialog>
  );
};

interface Props {
  readonly endpoint: Endpoint;
  readonly onChange: () => void;
}

export const ShowSecret = (props: Props) => {
  const { t } = useTexts();
  return (
    <SecretDialog
      {...props}
      label={t('secret.show')}
      about={[t('secret.about'), t('secret.once')]}
      submit={t('secret.showNow')}
      isOffered={!props.endpoint.isSecretShown}
      route={`endpoints/${props.endpoint.id}/secret`}
    />
  );
};

export const RotateSecret = ({ rotationHours, ...props }: Props & { readonly rotationHours: number }) => {
  const { t, moment } = useTexts();
  const until = moment(new Date(Date.now() + rotationHours * 3_600_000).toISOString());
  const { formerSecretUntil } = props.endpoint;
  const isRotating = formerSecretUntil !== null && Date.parse(formerSecretUntil) > Date.now();
  return (
    <SecretDialog
      {...props}
      label={t('secret.rotate')}
      about={[
        t('secret.rotateAbout'),
        rotationHours > 0 ? t('secret.rotateUntil', { until }) : t('secret.rotateAtOnce'),
        ...(isRotating ? [t('secret.rotateTwice')] : []),
      ]}
      submit={t('secret.rotate')}
      isOffered
      route={`endpoints/${props.endpoint.id}/secret/rotation`}
    />
  );
};
