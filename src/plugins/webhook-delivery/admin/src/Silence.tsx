import { Box, Button, Flex, Modal, Typography } from '@strapi/design-system';
import { useState } from 'react';
import { useWebhookResumeMutation, type EndpointsMeta } from './api';
import { Note } from './parts';
import { useTexts } from './texts';

interface Props {
  readonly meta: EndpointsMeta;
  readonly canSend: boolean;
  readonly onChange: () => void;
}

/** Has a copy speak from now on: with what waits, or without it. */
const Resume = ({ meta: { waiting }, onChange }: Omit<Props, 'canSend'>) => {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const [resume, { isLoading, isError }] = useWebhookResumeMutation();
  const act = async (what: 'send' | 'cancel'): Promise<void> => {
    if ('error' in (await resume(what))) return;
    setIsOpen(false);
    onChange();
  };
  return (
    <Modal.Root open={isOpen} onOpenChange={setIsOpen}>
      <Modal.Trigger>
        <Button size="S">{t('silence.resume')}</Button>
      </Modal.Trigger>
      <Modal.Content aria-describedby={undefined}>
        <Modal.Header closeLabel={t('close')}>
          <Modal.Title>{t('silence.title')}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <Flex direction="column" alignItems="stretch" gap={3}>
            <Note>{t('silence.once')}</Note>
            <Note>{t('silence.waiting', { count: waiting })}</Note>
            <div role="status">{isError && <Note isError>{t('error')}</Note>}</div>
          </Flex>
        </Modal.Body>
        <Modal.Footer>
          <Modal.Close>
            <Button variant="tertiary">{t('cancel')}</Button>
          </Modal.Close>
          <Flex gap={2} wrap="wrap" justifyContent="flex-end">
            {waiting > 0 && (
              <Button variant="danger-light" loading={isLoading} onClick={() => void act('cancel')}>
                {t('silence.withoutWaiting')}
              </Button>
            )}
            <Button loading={isLoading} onClick={() => void act('send')}>
              {t(waiting > 0 ? 'silence.withWaiting' : 'silence.resumeNow')}
            </Button>
          </Flex>
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
};

/** Says that nothing is sent from here, as a copy of another newsroom is set up, or that somebody has changed that. */
export const Silence = ({ meta, canSend, onChange }: Props) => {
  const { t, moment } = useTexts();
  if (meta.isSending && meta.resumedAt === null) return null;
  const color = meta.isSending ? 'neutral' : 'warning';
  return (
    <Box
      tag="section"
      aria-label={t('silence.label')}
      background={`${color}100`}
      borderColor={`${color}200`}
      hasRadius
      padding={4}
    >
      <Flex gap={4} wrap="wrap" justifyContent="space-between">
        <Box flex="1 1 36rem" minWidth={0}>
          <Typography tag="p" textColor="neutral800">
            {meta.resumedAt === null
              ? t('silence.about', { count: meta.waiting })
              : t('silence.resumed', { at: moment(meta.resumedAt) })}
          </Typography>
        </Box>
        {!meta.isSending && canSend && <Resume meta={meta} onChange={onChange} />}
      </Flex>
    </Box>
  );
};
