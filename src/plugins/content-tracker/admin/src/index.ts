import { ChartCircle, Clock, Eye } from '@strapi/icons';
import type { StrapiApp } from '@strapi/strapi/admin';
import { createRegisterTrads } from 'newsroom-plugin-kit/admin/texts';
import { readPermissions } from './permissions';
import { addToContentManager } from './strapi/content-manager';
import { pluginId, text } from './texts';

const addPages = (app: StrapiApp): void => {
  app.addMenuLink({
    to: `plugins/${pluginId}`,
    icon: ChartCircle,
    intlLabel: text('insights.title', 'Insights'),
    permissions: readPermissions,
    position: 3,
    Component: () => import('./insights/Page'),
  });
  // The function form puts the tracker's widgets before those of other plugins.
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
};

export default {
  register(app: StrapiApp): void {
    app.registerPlugin({ id: pluginId, name: pluginId });
    addToContentManager(app);
    addPages(app);
  },

  registerTrads: createRegisterTrads(pluginId, {
    en: () => import('./translations/en.json'),
    vi: () => import('./translations/vi.json'),
  }),
};
