import { Typography } from '@strapi/design-system';
import type { ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** Space above, a step of the theme. */
  readonly paddingTop?: number;
}

/** A paragraph in small grey letters: what a number means, as of when it is, in which time zone. */
export const SmallText = ({ children, paddingTop }: Props) => (
  <Typography variant="pi" textColor="neutral600" tag="p" paddingTop={paddingTop}>
    {children}
  </Typography>
);
