import { Button, Field, Flex, Modal, Textarea } from '@strapi/design-system';
import { Dialog, DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { useState } from 'react';
import { useTexts } from '../texts';
import { useTakeOffForm, type TakeOffOptions } from './useTakeOffForm';

const Fields = ({ form, timeZone }: { form: ReturnType<typeof useTakeOffForm>; timeZone: string }) => {
  const { t, number } = useTexts();
  const { draft, set, counted, errorOf } = form;
  return (
    <>
      {(['from', 'to'] as const).map((name) => (
        <Field.Root
          key={name}
          name={name}
          required
          error={errorOf(name)}
          hint={t('about.timeZone', { timeZone })}
        >
          <Field.Label>{t(`takeOff.${name}`)}</Field.Label>
          <Field.Input
            type="datetime-local"
            value={draft[name]}
            onChange={(event) => set(name, event.target.value)}
          />
          <Field.Hint />
          <Field.Error />
        </Field.Root>
      ))}
      <Field.Root
        name="views"
        error={errorOf('views')}
        hint={counted === undefined ? undefined : t('takeOff.counted', { count: counted })}
      >
        <Field.Label>{t('takeOff.views')}</Field.Label>
        <Field.Input
          type="text"
          inputMode="numeric"
          placeholder={counted === undefined ? '' : number(counted)}
          value={draft.views}
          onChange={(event) => set('views', event.target.value.trim())}
        />
        <Field.Hint />
        <Field.Error />
      </Field.Root>
      <Field.Root name="reason" required error={errorOf('reason')} hint={t('takeOff.reasonHint')}>
        <Field.Label>{t('backdate.reason')}</Field.Label>
        <Textarea value={draft.reason} onChange={(event) => set('reason', event.target.value)} />
        <Field.Hint />
        <Field.Error />
      </Field.Root>
    </>
  );
};

const Form = ({ onDone, ...options }: TakeOffOptions & { onDone: () => void }) => {
  const { t } = useTexts();
  const form = useTakeOffForm(options, onDone);
  return (
    <form onSubmit={form.submit} noValidate>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={5}>
          <Note>{t('takeOff.about')}</Note>
          <Fields form={form} timeZone={options.timeZone} />
          {form.views !== undefined && <Note>{t('takeOff.change', { count: form.views })}</Note>}
          {form.generalError && <Note isError>{form.generalError}</Note>}
        </Flex>
      </Modal.Body>
      <DialogFooter closeLabel={t('cancel')}>
        <Button type="submit" variant="danger" loading={form.isLoading}>
          {t('takeOff.submit')}
        </Button>
      </DialogFooter>
    </form>
  );
};

/** A button with the dialog that it opens: views of some hours, such as those of a flood, are taken off. */
export const TakeOffDialog = (options: TakeOffOptions) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      title={t('takeOff.open')}
      closeLabel={t('close')}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button variant="tertiary" size="S">
          {t('takeOff.open')}
        </Button>
      }
    >
      {isOpen && <Form {...options} onDone={() => setIsOpen(false)} />}
    </Dialog>
  );
};
