import { Box, Flex, Typography } from '@strapi/design-system';
import type { EndpointsMeta } from '../../../shared/answers';
import { useTexts } from '../texts';
import { ResumeDialog } from './ResumeDialog';

interface Props {
  readonly meta: EndpointsMeta;
  readonly canSend: boolean;
  readonly onChange: () => void;
}

/**
 * Above the page of a newsroom that was set up as a silent copy (`WEBHOOK_SENDING=false`): says that nothing is sent
 * from here, or that somebody has resumed sending.
 */
export const SilentCopyNotice = ({ meta, canSend, onChange }: Props) => {
  const { t, moment } = useTexts();
  if (meta.isSending && meta.resumedAt === null) return null;
  const color = meta.isSending ? 'neutral' : 'warning';
  return (
    <Box
      tag="section"
      aria-label={t('silentCopy.label')}
      background={`${color}100`}
      borderColor={`${color}200`}
      hasRadius
      padding={4}
    >
      <Flex gap={4} wrap="wrap" justifyContent="space-between">
        <Box flex="1 1 36rem" minWidth={0}>
          <Typography tag="p" textColor="neutral800">
            {meta.resumedAt === null
              ? t('silentCopy.about', { count: meta.waiting })
              : t('silentCopy.resumed', { at: moment(meta.resumedAt) })}
          </Typography>
        </Box>
        {!meta.isSending && canSend && <ResumeDialog waiting={meta.waiting} onChange={onChange} />}
      </Flex>
    </Box>
  );
};
