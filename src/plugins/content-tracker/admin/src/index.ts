import { ChartCircle, Clock, Eye } from '@strapi/icons';
import type { StrapiApp } from '@strapi/strapi/admin';
import { AboutColumns } from './list/AboutColumns';
import { createColumnHook, hideFields } from './list/columns';
import { TrackerPanel } from './panel/Panel';
import { readPermissions } from './permissions';
import { pluginId, text } from './texts';

interface ContentManagerApis {
  addEditViewSidePanel(panels: unknown[]): void;
}

const addToContentManager = (app: StrapiApp): void => {
  const contentManager = app.getPlugin('content-manager');
  (contentManager.apis as unknown as ContentManagerApis).addEditViewSidePanel([TrackerPanel]);
  contentManager.injectComponent('listView', 'actions', { name: 'content-tracker', Component: AboutColumns });
  app.registerHook('Admin/CM/pages/ListView/inject-column-in-table', createColumnHook(app));
  app.registerHook('Admin/CM/pages/EditView/mutate-edit-view-layout', hideFields);
};

export default {
  register(app: StrapiApp): void {
    app.registerPlugin({ id: pluginId, name: pluginId });
    addToContentManager(app);
    app.addMenuLink({
      to: `plugins/${pluginId}`,
      icon: ChartCircle,
      intlLabel: text('insights.title', 'Insights'),
      permissions: readPermissions,
      position: 3,
      Component: () => import('./insights/Page'),
    });
    app.widgets.register((others) => [
      {
        id: 'most-viewed',
        pluginId,
        icon: Eye,
        title: text('home.mostViewed', 'Most viewed this week'),
        link: { label: text('home.toInsights', 'Open Insights'), href: `/plugins/${pluginId}` },
        permissions: readPermissions,
        component: async () => (await import('./home/MostViewed')).MostViewed,
      },
      {
        id: 'just-published',
        pluginId,
        icon: Clock,
        title: text('home.justPublished', 'Just published'),
        permissions: readPermissions,
        component: async () => (await import('./home/JustPublished')).JustPublished,
      },
      ...others,
    ]);
  },

  async registerTrads({ locales }: { locales: string[] }) {
    const translations: Record<string, () => Promise<{ default: Record<string, string> }>> = {
      en: () => import('./translations/en.json'),
      vi: () => import('./translations/vi.json'),
    };
    return Promise.all(
      locales.map(async (locale) => {
        const texts = (await translations[locale]?.())?.default ?? {};
        const data = Object.fromEntries(
          Object.entries(texts).map(([id, message]) => [`${pluginId}.${id}`, message]),
        );
        return { locale, data };
      }),
    );
  },
};
