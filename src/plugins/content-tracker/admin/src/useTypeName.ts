import { useIntl } from 'react-intl';

/** A content type's name, translated as Strapi's own pages translate it: by the name itself. */
export const useTypeName = () => {
  const { formatMessage } = useIntl();
  return (label: string): string => (label === '' ? '' : formatMessage({ id: label, defaultMessage: label }));
};
