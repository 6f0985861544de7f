import { Button, Modal } from '@strapi/design-system';
import type { ReactNode } from 'react';
import type { Endpoint } from '../api';
import { useTexts } from '../texts';

interface Props {
  readonly endpoint: Endpoint;
  readonly label: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** Whether a click beside the dialog closes it; not while it shows what is shown only once. */
  readonly isHeld?: boolean;
  readonly children: ReactNode;
}

/** A button of an endpoint, and the dialog that it opens. */
export const ActionDialog = ({ endpoint, label, isOpen, onOpenChange, isHeld = false, children }: Props) => {
  const { t } = useTexts();
  return (
    <Modal.Root open={isOpen} onOpenChange={onOpenChange}>
      <Modal.Trigger>
        <Button
          variant="tertiary"
          size="S"
          aria-label={t('action.of', { action: label, name: endpoint.name })}
        >
          {label}
        </Button>
      </Modal.Trigger>
      <Modal.Content
        aria-describedby={undefined}
        onInteractOutside={(event) => {
          if (isHeld) event.preventDefault();
        }}
      >
        <Modal.Header closeLabel={t('close')}>
          <Modal.Title>{t('action.of', { action: label, name: endpoint.name })}</Modal.Title>
        </Modal.Header>
        {children}
      </Modal.Content>
    </Modal.Root>
  );
};
