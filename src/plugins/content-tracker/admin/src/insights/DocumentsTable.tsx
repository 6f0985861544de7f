import { Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import { editorPath, type Listed } from '../api';
import { TitleLink } from '../home/Documents';
import { useTexts } from '../texts';
import { Change } from './Change';

interface Props {
  readonly caption: string;
  readonly rows: readonly Listed[];
  readonly uid: string;
  readonly locale: string | null;
  readonly isCompared: boolean;
}

const Head = ({ children }: { children: string }) => (
  <Th>
    <Typography variant="sigma" textColor="neutral600">
      {children}
    </Typography>
  </Th>
);

/** Documents by rank, each linked to where it is edited. */
export const DocumentsTable = ({ caption, rows, uid, locale, isCompared }: Props) => {
  const { t, number } = useTexts();
  return (
    <Table colCount={isCompared ? 5 : 4} rowCount={rows.length + 1} aria-label={caption}>
      <Thead>
        <Tr>
          <Head>{t('table.rank')}</Head>
          <Head>{t('table.title')}</Head>
          <Head>{t('chart.views')}</Head>
          <Head>{t('chart.unique')}</Head>
          {isCompared && <Head>{t('table.change')}</Head>}
        </Tr>
      </Thead>
      <Tbody>
        {rows.map(({ documentId, title, views, uniqueViews, viewsBefore }, index) => (
          <Tr key={documentId}>
            <Td>
              <Typography textColor="neutral600">{number(index + 1)}</Typography>
            </Td>
            <Td>
              <TitleLink to={editorPath(uid, documentId, locale)}>{title}</TitleLink>
            </Td>
            <Td>
              <Typography fontWeight="semiBold" textColor="neutral800">
                {number(views)}
              </Typography>
            </Td>
            <Td>
              <Typography textColor="neutral800">{number(uniqueViews)}</Typography>
            </Td>
            {isCompared && (
              <Td>
                <Change now={views} before={viewsBefore} />
              </Td>
            )}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
};
