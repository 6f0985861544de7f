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
  const title = t('action.of', { action: label.replace(/…$/, ''), name: endpoint.name });
  return (
    <Modal.Root open={isOpen} onOpenChange={onOpenChange}>
      <Modal.Trigger>
        <Button variant="tertiary" size="S" aria-label={title}>
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
          <Modal.Title>{title}</Modal.Title>
        </Modal.Header>
        {children}
      </Modal.Content>
    </Modal.Root>
  );
};
