import { Typography } from '@strapi/design-system';
import type { ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  readonly isError?: boolean;
}

/** A paragraph of a dialog. */
export const Note = ({ children, isError = false }: Props) => (
  <Typography variant="omega" tag="p" textColor={isError ? 'danger600' : 'neutral800'}>
    {children}
  </Typography>
);
