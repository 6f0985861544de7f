import { Typography } from '@strapi/design-system';
import { Widget } from '@strapi/strapi/admin';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import { isForbidden } from 'newsroom-plugin-kit/admin/requests';
import type { ReactNode } from 'react';
import { styled } from 'styled-components';
import type { Site } from '../../../shared/answers';
import { useTrackerSiteQuery } from '../api';
import { TitleLink } from '../components/TitleLink';
import { editorPath } from '../strapi/editor-path';
import { useTexts } from '../texts';

/** A widget has a fixed height: the sentence about its numbers always stands at the end. */
const WidgetBody = styled.div`
  display: flex;
  flex-direction: column;
  width: 100%;
  height: 100%;
`;

/** Shows complete rows only: a row without enough room wraps into a second column, which is cut off. */
const List = styled.ol`
  display: flex;
  flex: 1 1 0;
  flex-flow: column wrap;
  min-height: 0;
  width: 100%;
  margin: 0;
  padding: 0;
  overflow: hidden;
  list-style: none;
  li {
    display: grid;
    width: 100%;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.2rem 1.6rem;
    align-items: baseline;
    padding: 0.6rem 0;
    border-bottom: 1px solid ${({ theme }) => theme.colors.neutral150};
  }
  li:last-child {
    border-bottom: 0;
  }
`;

/** Cuts a long title, so that it does not push other documents out of the widget. */
const ShortTitleLink = styled(TitleLink)`
  display: -webkit-box;
  overflow: hidden;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 2;
`;

interface Item {
  readonly uid: string;
  readonly documentId: string;
  readonly locale: string | null;
  readonly title: string;
  /** Where a document can be listed more than once. */
  readonly kind?: string;
}

interface Props<T extends Item> {
  readonly answer: { readonly data?: { readonly data: readonly T[] }; readonly error?: unknown };
  /** The text if there are no documents. */
  readonly empty: string;
  readonly about: (site: Site) => string;
  /** The number or date on the right of a title. */
  readonly figureOf: (item: T, site: Site) => ReactNode;
  /** The line below a title. */
  readonly detailOf: (item: T, site: Site) => string;
}

const pathOf = ({ uid, documentId, locale }: Item, { types }: Site): string =>
  editorPath(types.find((type) => type.uid === uid) ?? { uid, isSingle: false }, documentId, locale);

/** The body of a widget on the home page: documents with a number or date each, linked to their editors. */
export const DocumentList = <T extends Item>({ answer, empty, about, figureOf, detailOf }: Props<T>) => {
  const { t } = useTexts();
  const { data: site, error: siteError } = useTrackerSiteQuery();
  const error = answer.error ?? siteError;
  if (isForbidden(error)) return <Widget.NoPermissions>{t('noPermission')}</Widget.NoPermissions>;
  if (error) return <Widget.Error>{t('home.error')}</Widget.Error>;
  if (!answer.data || !site) return <Widget.Loading>{t('loading')}</Widget.Loading>;
  if (answer.data.data.length === 0) return <Widget.NoData>{empty}</Widget.NoData>;
  return (
    <WidgetBody>
      <List>
        {answer.data.data.map((item) => (
          <li key={`${item.uid} ${item.documentId} ${item.locale} ${item.kind}`}>
            <ShortTitleLink to={pathOf(item, site)}>{item.title}</ShortTitleLink>
            {figureOf(item, site)}
            <Typography variant="pi" textColor="neutral600">
              {detailOf(item, site)}
            </Typography>
          </li>
        ))}
      </List>
      <SmallText paddingTop={2}>{about(site)}</SmallText>
    </WidgetBody>
  );
};

/** `Article · Tiếng Việt` */
export const typeAndLanguage = (
  { uid, locale }: Item,
  site: Site,
  translate: (label: string) => string,
): string => {
  const label = site.types.find((type) => type.uid === uid)?.label ?? '';
  const language = site.locales.find(({ code }) => code === locale)?.name;
  return [translate(label), language].filter(Boolean).join(' · ');
};
