import { Button, Field, Flex, Modal, Textarea } from '@strapi/design-system';
import { Dialog, DialogFooter } from 'newsroom-plugin-kit/admin/components/Dialog';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { toWallClock } from 'newsroom-plugin-kit/admin/wall-clock';
import { useState } from 'react';
import { useTexts } from '../texts';
import { useBackdateForm, type BackdateOptions } from './useBackdateForm';

type FieldsProps = BackdateOptions & { readonly form: ReturnType<typeof useBackdateForm> };

const Fields = ({ form, lastPublishedAt, timeZone }: FieldsProps) => {
  const { t } = useTexts();
  return (
    <>
      <Field.Root
        name="firstPublishedAt"
        required
        error={form.errorOf('firstPublishedAt')}
        hint={t('about.timeZone', { timeZone })}
      >
        <Field.Label>{t('backdate.date')}</Field.Label>
        <Field.Input
          type="datetime-local"
          value={form.wallClock}
          max={toWallClock(lastPublishedAt, timeZone)}
          onChange={(event) => form.setWallClock(event.target.value)}
        />
        <Field.Hint />
        <Field.Error />
      </Field.Root>
      <Field.Root name="reason" required error={form.errorOf('reason')} hint={t('backdate.reasonHint')}>
        <Field.Label>{t('backdate.reason')}</Field.Label>
        <Textarea value={form.reason} onChange={(event) => form.setReason(event.target.value)} />
        <Field.Hint />
        <Field.Error />
      </Field.Root>
    </>
  );
};

const Form = ({ onDone, ...options }: BackdateOptions & { onDone: () => void }) => {
  const { t, moment } = useTexts();
  const form = useBackdateForm(options, onDone);
  const { firstPublishedAt, timeZone } = options;
  return (
    <form onSubmit={form.submit} noValidate>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={5}>
          <Note>{t('backdate.about')}</Note>
          <Fields {...options} form={form} />
          {form.newDate && (
            <Note>
              {form.isSame
                ? t('backdate.same')
                : t('backdate.change', {
                    from: moment(firstPublishedAt, timeZone),
                    to: moment(form.newDate, timeZone),
                  })}
            </Note>
          )}
          {form.generalError && <Note isError>{form.generalError}</Note>}
        </Flex>
      </Modal.Body>
      <DialogFooter closeLabel={t('cancel')}>
        <Button type="submit" loading={form.isLoading} disabled={form.isSame}>
          {t('backdate.submit')}
        </Button>
      </DialogFooter>
    </form>
  );
};

/** A button with the dialog that it opens: an editor enters an earlier date in the site's zone, and a reason. */
export const BackdateDialog = (options: BackdateOptions) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      title={t('backdate.open')}
      closeLabel={t('close')}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button variant="tertiary" size="S">
          {t('backdate.open')}
        </Button>
      }
    >
      {isOpen && <Form {...options} onDone={() => setIsOpen(false)} />}
    </Dialog>
  );
};
