import { Modal } from '@strapi/design-system';
import { isForbidden } from 'newsroom-plugin-kit/admin/requests';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import type { DocumentRef } from '../api';
import { LoadingBody } from '../components/LoadingBody';
import { useTexts } from '../texts';
import { useTrackerScheduleQuery } from './api';
import { ScheduleForm } from './ScheduleForm';

interface Props {
  readonly uid: string;
  readonly documentRef: DocumentRef;
  readonly draftUpdatedAt: string | undefined;
  readonly onClose: () => void;
}

/** What the modal holds; its code is loaded when the modal is opened. */
const ScheduleDialog = ({ uid, documentRef, draftUpdatedAt, onClose }: Props) => {
  const { t } = useTexts();
  const { data, error } = useTrackerScheduleQuery(documentRef, { refetchOnMountOrArgChange: true });
  if (error) {
    const message = isForbidden(error) ? t('schedule.forbidden') : t('schedule.loadError');
    return (
      <Modal.Body>
        <Note isError>{message}</Note>
      </Modal.Body>
    );
  }
  if (!data) return <LoadingBody />;
  const { data: schedule, meta } = data;
  const options = { uid, documentRef, draftUpdatedAt, schedule, timeZone: meta.timeZone };
  // The fields are filled anew where what is scheduled turns out to differ from what was known before.
  return <ScheduleForm key={JSON.stringify(schedule)} {...options} onDone={onClose} />;
};

export default ScheduleDialog;
