import { Loader, Modal } from '@strapi/design-system';
import { useTexts } from '../texts';

/** The body of a modal whose content is being loaded. */
export const LoadingBody = () => {
  const { t } = useTexts();
  return (
    <Modal.Body>
      <Loader small>{t('loading')}</Loader>
    </Modal.Body>
  );
};
