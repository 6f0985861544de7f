import { PaperPlane } from '@strapi/icons';
import type { StrapiApp } from '@strapi/strapi/admin';
import { createRegisterTrads } from 'newsroom-plugin-kit/admin/texts';
import { readPermissions } from './permissions';
import { pagePath, pluginId, text } from './texts';

export default {
  register(app: StrapiApp): void {
    app.registerPlugin({ id: pluginId, name: pluginId });
    app.addSettingsLink('global', {
      // Strapi sorts the links by id: this id puts the page after Strapi's own, `webhooks`.
      id: 'webhooks-delivery',
      to: pluginId,
      intlLabel: text('page.title', 'Webhook deliveries'),
      permissions: readPermissions,
      Component: () => import('./Page'),
    });
    app.widgets.register({
      id: 'health',
      pluginId,
      icon: PaperPlane,
      title: text('home.title', 'Webhooks'),
      link: { label: text('home.open', 'Open webhook deliveries'), href: pagePath },
      permissions: readPermissions,
      component: async () => (await import('./home/Health')).Health,
    });
  },

  registerTrads: createRegisterTrads(pluginId, {
    en: () => import('./translations/en.json'),
    vi: () => import('./translations/vi.json'),
  }),
};
