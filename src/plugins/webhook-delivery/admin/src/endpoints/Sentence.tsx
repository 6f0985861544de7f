import { Typography } from '@strapi/design-system';

/** A sentence about an endpoint, below its address. */
export const Sentence = ({ children }: { children: string }) => (
  <Typography tag="p" variant="pi" textColor="neutral800" paddingTop={2}>
    {children}
  </Typography>
);
