import { Typography } from '@strapi/design-system';

/** The label of a table column, as Strapi writes it in its own lists. */
export const ColumnLabel = ({ children }: { children: string }) => (
  <Typography variant="sigma" textColor="neutral600">
    {children}
  </Typography>
);
