import { Calendar, ChartCircle, Clock, Eye, WarningCircle } from '@strapi/icons';
import type { StrapiApp } from '@strapi/strapi/admin';
import { createRegisterTrads } from 'newsroom-plugin-kit/admin/texts';
import { calendarPath } from './calendar/path';
import { contentPermissions, readPermissions } from './permissions';
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
  app.addMenuLink({
    to: calendarPath,
    icon: Calendar,
    intlLabel: text('calendar.title', 'Calendar'),
    permissions: contentPermissions,
    position: 4,
    Component: () => import('./calendar/Page'),
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
    {
      id: 'needs-attention',
      pluginId,
      icon: WarningCircle,
      title: text('home.attention', 'Needs attention'),
      link: { label: text('home.toCalendar', 'Open the calendar'), href: `/${calendarPath}` },
      permissions: contentPermissions,
      component: async () => (await import('./home/NeedsAttention')).NeedsAttention,
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
