import { Loader, Typography } from '@strapi/design-system';
import { Section } from 'newsroom-plugin-kit/admin/components/Section';
import { isForbidden, type QueryParameters } from 'newsroom-plugin-kit/admin/requests';
import type { ReactNode } from 'react';
import { useTexts } from '../texts';
import { ExportButton } from './ExportButton';

interface Props {
  readonly title: string;
  readonly about?: string;
  /** The route of the same numbers as CSV, and its parameters. */
  readonly csv: { readonly path: string; readonly parameters: QueryParameters };
  readonly answer: {
    readonly data?: unknown;
    readonly isError: boolean;
    readonly error?: unknown;
    readonly isFetching: boolean;
  };
  readonly isEmpty: boolean;
  /** The text if there are no numbers. */
  readonly empty: string;
  /** The numbers; rendered once the answer is there and not empty. */
  readonly children: ReactNode;
}

/** A card of Insights: title, meaning and CSV button, then the numbers, or why there are none. */
export const ReportSection = ({ title, about, csv, answer, isEmpty, empty, children }: Props) => {
  const { t } = useTexts();
  const message = answer.isError
    ? t(isForbidden(answer.error) ? 'insights.forbidden' : 'insights.error')
    : answer.data && isEmpty
      ? empty
      : undefined;
  return (
    <Section
      title={title}
      about={about}
      action={<ExportButton {...csv} title={title} />}
      gap={4}
      aria-busy={answer.isFetching}
      background="neutral0"
      hasRadius
      shadow="tableShadow"
      padding={{ initial: 4, medium: 6 }}
    >
      {message !== undefined && (
        <Typography textColor="neutral600" tag="p">
          {message}
        </Typography>
      )}
      {!answer.data && !answer.isError && <Loader small>{t('loading')}</Loader>}
      {answer.data !== undefined && message === undefined && children}
    </Section>
  );
};
