import { unstable_useDocumentLayout as useDocumentLayout } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';

/** The labels of a type's fields, translated as Strapi does it in its form; a field without one has its name. */
export const useFieldLabels = (uid: string): ((field: string) => string) => {
  const { metadatas } = useDocumentLayout(uid).edit;
  const { formatMessage } = useIntl();
  return (field) =>
    formatMessage({
      id: `content-manager.content-types.${uid}.${field}`,
      defaultMessage: metadatas[field]?.label || field,
    });
};
