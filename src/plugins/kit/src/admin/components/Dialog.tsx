import { Button, Modal } from '@strapi/design-system';
import type { ReactElement, ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly closeLabel: string;
  /** The button that opens the dialog; the keyboard goes back to it when the dialog closes. */
  readonly trigger?: ReactElement;
  /** Without it the dialog opens and closes by itself. */
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  /** Keeps the dialog open when somebody clicks beside it, while it shows what is shown only once. */
  readonly staysOpen?: boolean;
  /** `Modal.Body` and a `DialogFooter`. */
  readonly children: ReactNode;
}

/** A dialog with a title and a button that closes it. */
export const Dialog = ({
  title,
  closeLabel,
  trigger,
  isOpen,
  onOpenChange,
  staysOpen = false,
  children,
}: Props) => (
  <Modal.Root open={isOpen} onOpenChange={onOpenChange}>
    {trigger && <Modal.Trigger>{trigger}</Modal.Trigger>}
    <Modal.Content
      // Nothing describes the dialog but its title; Radix warns unless that is said.
      aria-describedby={undefined}
      onInteractOutside={(event) => {
        if (staysOpen) event.preventDefault();
      }}
    >
      <Modal.Header closeLabel={closeLabel}>
        <Modal.Title>{title}</Modal.Title>
      </Modal.Header>
      {children}
    </Modal.Content>
  </Modal.Root>
);

interface FooterProps {
  /** Of the button that closes the dialog and does nothing else: `Close` or `Cancel`. */
  readonly closeLabel: string;
  readonly children?: ReactNode;
}

/** The last row of a dialog: a button that closes it, then what can be done. */
export const DialogFooter = ({ closeLabel, children }: FooterProps) => (
  <Modal.Footer>
    <Modal.Close>
      <Button variant="tertiary">{closeLabel}</Button>
    </Modal.Close>
    {children}
  </Modal.Footer>
);
