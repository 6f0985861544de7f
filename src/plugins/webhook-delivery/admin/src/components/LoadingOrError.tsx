import { Flex, Loader } from '@strapi/design-system';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { useTexts } from '../texts';

interface Props {
  readonly isError: boolean;
  /** The text of the error, if it is a known one. */
  readonly text?: string | undefined;
}

/** Takes the place of content that is still loading or could not be loaded. */
export const LoadingOrError = ({ isError, text }: Props) => {
  const { t } = useTexts();
  return (
    <Flex justifyContent="center" padding={8}>
      {isError ? <Note isError>{text ?? t('error')}</Note> : <Loader small>{t('loading')}</Loader>}
    </Flex>
  );
};
