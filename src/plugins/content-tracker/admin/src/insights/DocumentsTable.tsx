import { Typography } from '@strapi/design-system';
import { editorPath, type Listed, type SiteType } from '../api';
import { TitleLink } from '../home/Documents';
import { useTexts } from '../texts';
import { Change } from './Change';
import { Numbers } from './Numbers';

interface Props {
  readonly caption: string;
  readonly rows: readonly Listed[];
  readonly type: SiteType;
  readonly locale: string | null;
  readonly isCompared: boolean;
}

/** Documents by rank, each linked to where it is edited. */
export const DocumentsTable = ({ caption, rows, type, locale, isCompared }: Props) => {
  const { t, number } = useTexts();
  return (
    <Numbers
      caption={caption}
      columns={[
        { id: 'title', label: t('table.title') },
        { id: 'views', label: t('chart.views'), isNumber: true },
        { id: 'unique', label: t('chart.uniqueShort'), isNumber: true },
        ...(isCompared ? [{ id: 'change', label: t('table.change'), isNumber: true }] : []),
      ]}
      rows={rows.map(({ documentId, title, views, uniqueViews, viewsBefore }, index) => ({
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
