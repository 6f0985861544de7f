import { Field, Flex, IconButton, TextInput } from '@strapi/design-system';
import { Duplicate } from '@strapi/icons';
import { useClipboard, useNotification } from '@strapi/strapi/admin';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { useTexts } from '../texts';

/** A secret that is shown only once, with a button that copies it. */
export const SecretField = ({ secret }: { secret: string }) => {
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
