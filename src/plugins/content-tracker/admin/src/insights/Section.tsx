import { Box, Flex, Loader, Typography } from '@strapi/design-system';
import { useId, type ReactNode } from 'react';
import { isForbidden, type Params } from '../api';
import { useTexts } from '../texts';
import { ExportButton } from './ExportButton';

interface Props {
  readonly title: string;
  readonly about?: string;
  /** The file of the same numbers, and what is asked for it. */
  readonly csv: { readonly path: string; readonly params: Params };
  readonly answer: {
    readonly data?: unknown;
    readonly isError: boolean;
    readonly error?: unknown;
    readonly isFetching: boolean;
  };
  readonly isEmpty: boolean;
  readonly empty: string;
  readonly children: ReactNode;
}

/** A part of the page: its name, what its numbers mean, its file, and what it shows once it is there. */
export const Section = ({ title, about, csv, answer, isEmpty, empty, children }: Props) => {
  const { t } = useTexts();
  const id = useId();
  const message = answer.isError
    ? t(isForbidden(answer.error) ? 'insights.forbidden' : 'insights.error')
    : answer.data && isEmpty
      ? empty
      : undefined;
  return (
    <Box
      tag="section"
      aria-labelledby={id}
      aria-busy={answer.isFetching}
      background="neutral0"
      hasRadius
      shadow="tableShadow"
      padding={{ initial: 4, medium: 6 }}
    >
      <Flex justifyContent="space-between" alignItems="flex-start" gap={4} wrap="wrap">
        <Box flex="1 1 24rem">
          <Typography id={id} tag="h2" variant="delta" textColor="neutral800">
            {title}
          </Typography>
          {about && (
            <Typography variant="pi" textColor="neutral600" tag="p" paddingTop={1}>
              {about}
            </Typography>
          )}
        </Box>
        <ExportButton {...csv} title={title} />
      </Flex>
      <Box paddingTop={4}>
        {message !== undefined && (
          <Typography textColor="neutral600" tag="p">
            {message}
          </Typography>
        )}
        {!answer.data && !answer.isError && <Loader small>{t('loading')}</Loader>}
        {answer.data !== undefined && message === undefined && children}
      </Box>
    </Box>
  );
};
