import { Button } from '@strapi/design-system';
import { Dialog } from 'newsroom-plugin-kit/admin/components/Dialog';
import type { ReactNode } from 'react';
import type { Endpoint } from '../../../shared/answers';
import { useTexts } from '../texts';

interface Props {
  readonly endpoint: Endpoint;
  readonly label: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly staysOpen?: boolean;
  readonly children: ReactNode;
}

/** A button of an endpoint, and the dialog that it opens. Both carry the name of the endpoint. */
export const ActionDialog = ({ endpoint, label, children, ...props }: Props) => {
  const { t } = useTexts();
  const title = t('action.of', { action: label.replace(/…$/, ''), name: endpoint.name });
  return (
    <Dialog
      {...props}
      title={title}
      closeLabel={t('close')}
      trigger={
        <Button variant="tertiary" size="S" aria-label={title}>
          {label}
        </Button>
      }
    >
      {children}
    </Dialog>
  );
};
