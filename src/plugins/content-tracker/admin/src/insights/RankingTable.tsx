import { Typography } from '@strapi/design-system';
import type { ListedDocument, SiteType } from '../../../shared/answers';
import { Change } from '../components/Change';
import { TitleLink } from '../components/TitleLink';
import { editorPath } from '../strapi/editor-path';
import { useTexts } from '../texts';
import { DataTable } from './DataTable';

interface Props {
  readonly caption: string;
  readonly documents: readonly ListedDocument[];
  readonly type: SiteType;
  readonly locale: string | null;
  readonly isCompared: boolean;
}

/** Documents in order of rank, each linked to its editor. */
export const RankingTable = ({ caption, documents, type, locale, isCompared }: Props) => {
  const { t, number } = useTexts();
  return (
    <DataTable
      caption={caption}
      columns={[
        { id: 'title', label: t('table.title') },
        { id: 'views', label: t('chart.views'), isNumber: true },
        { id: 'unique', label: t('chart.uniqueShort'), isNumber: true },
        ...(isCompared ? [{ id: 'change', label: t('table.change'), isNumber: true }] : []),
      ]}
      rows={documents.map(({ documentId, title, views, uniqueViews, viewsBefore }, index) => ({
        key: documentId,
        cells: [
          <TitleLink key="title" to={editorPath(type, documentId, locale)}>
            {number(index + 1)}. {title}
          </TitleLink>,
          <Typography key="views" fontWeight="semiBold" textColor="neutral800">
            {number(views)}
          </Typography>,
          <Typography key="unique" textColor="neutral800">
            {number(uniqueViews)}
          </Typography>,
          ...(isCompared ? [<Change key="change" now={views} before={viewsBefore} />] : []),
        ],
      }))}
    />
  );
};
