import { Typography } from '@strapi/design-system';
import { Widget } from '@strapi/strapi/admin';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { styled } from 'styled-components';
import { editorPath, isForbidden, useTrackerSiteQuery, type Site } from '../api';
import { useTexts } from '../texts';

/** A widget has a fixed height: what it tells of its numbers always stands at its end. */
const Whole = styled.div`
  display: flex;
  flex-direction: column;
  width: 100%;
  height: 100%;
`;

/** Only whole rows are shown: the first that finds no room begins a second column, which is out of sight. */
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

export const TitleLink = styled(Link)`
  color: ${({ theme }) => theme.colors.neutral800};
  font-size: 1.4rem;
  line-height: 2rem;
  text-decoration: none;
  overflow-wrap: anywhere;
  &:hover,
  &:focus-visible {
    text-decoration: underline;
  }
`;

/** A long title gives way to the next ones. */
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
}

interface Props<T extends Item> {
  readonly answer: { readonly data?: { readonly data: readonly T[] }; readonly error?: unknown };
  readonly empty: string;
  readonly about: (site: Site) => string;
  /** What stands on the right of a title, and below it. */
  readonly figureOf: (item: T, site: Site) => ReactNode;
  readonly detailOf: (item: T, site: Site) => string;
}

const pathOf = ({ uid, documentId, locale }: Item, { types }: Site): string =>
  editorPath(types.find((type) => type.uid === uid) ?? { uid, isSingle: false }, documentId, locale);

/** The body of a widget: documents with a figure each, linked to where they are edited. */
export const Documents = <T extends Item>({ answer, empty, about, figureOf, detailOf }: Props<T>) => {
  const { t } = useTexts();
  const { data: site, error: siteError } = useTrackerSiteQuery();
  const error = answer.error ?? siteError;
  if (isForbidden(error)) return <Widget.NoPermissions>{t('noPermission')}</Widget.NoPermissions>;
  if (error) return <Widget.Error>{t('home.error')}</Widget.Error>;
  if (!answer.data || !site) return <Widget.Loading>{t('loading')}</Widget.Loading>;
  if (answer.data.data.length === 0) return <Widget.NoData>{empty}</Widget.NoData>;
  return (
    <Whole>
      <List>
        {answer.data.data.map((item) => (
          <li key={`${item.documentId} ${item.locale}`}>
            <ShortTitleLink to={pathOf(item, site)}>{item.title}</ShortTitleLink>
            {figureOf(item, site)}
            <Typography variant="pi" textColor="neutral600">
              {detailOf(item, site)}
            </Typography>
          </li>
        ))}
      </List>
      <Typography variant="pi" textColor="neutral600" tag="p" paddingTop={2}>
        {about(site)}
      </Typography>
    </Whole>
  );
};

/** `Article · Tiếng Việt` */
export const kindOf = ({ uid, locale }: Item, site: Site, nameOf: (label: string) => string): string => {
  const label = site.types.find((type) => type.uid === uid)?.label ?? '';
  const language = site.locales.find(({ code }) => code === locale)?.name;
  return [nameOf(label), language].filter(Boolean).join(' · ');
};
