import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { useTexts } from '../texts';

/** In a dialog: says that an action failed. Screen readers read it out when it appears. */
export const ErrorStatus = ({ isError }: { isError: boolean }) => {
  const { t } = useTexts();
  return <div role="status">{isError && <Note isError>{t('error')}</Note>}</div>;
};
