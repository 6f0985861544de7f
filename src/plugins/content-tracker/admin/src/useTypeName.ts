import { useIntl } from 'react-intl';

/** Translates the name of a content type as Strapi's own pages do: the English name is the id of the text. */
export const useTypeName = () => {
  const { formatMessage } = useIntl();
  return (label: string): string => (label === '' ? '' : formatMessage({ id: label, defaultMessage: label }));
};
