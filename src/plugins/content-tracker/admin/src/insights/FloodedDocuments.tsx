import { Box, Typography } from '@strapi/design-system';
import type { QueryParameters } from 'newsroom-plugin-kit/admin/requests';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import type { SiteType } from '../../../shared/answers';
import { useTrackerFloodsQuery, useTrackerSiteQuery } from '../api';
import { TitleLink } from '../components/TitleLink';
import { editorPath } from '../strapi/editor-path';
import { useTexts } from '../texts';
import { DataTable } from './DataTable';

interface Props {
  readonly parameters: QueryParameters;
  readonly type: SiteType;
}

/** The documents that floods were aimed at, with the number of views that were refused. */
export const FloodedDocuments = ({ parameters, type }: Props) => {
  const { t, number } = useTexts();
  const { data: site } = useTrackerSiteQuery();
  const { data } = useTrackerFloodsQuery(parameters, { refetchOnMountOrArgChange: 60 });
  if (!data || data.data.length === 0) return null;
  const nameOf = (locale: string | null) => site?.locales.find(({ code }) => code === locale)?.name ?? locale;
  const title = t('floods.title');
  return (
    <Box paddingTop={6}>
      <Typography variant="delta" tag="h3" textColor="neutral800">
        {title}
      </Typography>
      <SmallText>{t('floods.about')}</SmallText>
      <Box paddingTop={2}>
        <DataTable
          caption={title}
          columns={[
            { id: 'title', label: t('table.title') },
            { id: 'count', label: t('refusal.count'), isNumber: true },
          ]}
          rows={data.data.map(({ documentId, locale, title: name, views }) => ({
            key: `${documentId} ${locale ?? ''}`,
            cells: [
              <div key="title">
                <TitleLink to={editorPath(type, documentId, locale)}>{name}</TitleLink>
                {locale && <SmallText>{nameOf(locale)}</SmallText>}
              </div>,
              <Typography key="count" textColor="neutral800">
                {number(views)}
              </Typography>,
            ],
          }))}
        />
      </Box>
    </Box>
  );
};
