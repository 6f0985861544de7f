import { PaperPlane } from '@strapi/icons';
import type { StrapiApp } from '@strapi/strapi/admin';
import { readPermissions } from './permissions';
import { pagePath, pluginId, text } from './texts';

type Translations = Record<string, () => Promise<{ default: Record<string, string> }>>;

const english = () => import('./translations/en.json');
const translations: Translations = { vi: () => import('./translations/vi.json') };

export default {
  register(app: StrapiApp): void {
    app.registerPlugin({ id: pluginId, name: pluginId });
    app.addSettingsLink('global', {
      // Links are sorted by id: this one comes after Strapi's `webhooks`.
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

  /** In languages that it does not speak it says everything in English. */
  async registerTrads({ locales }: { locales: string[] }) {
    return Promise.all(
      locales.map(async (locale) => {
        const texts = (await (translations[locale] ?? english)()).default;
        const data = Object.fromEntries(
          Object.entries(texts).map(([id, message]) => [`${pluginId}.${id}`, message]),
        );
        return { locale, data };
      }),
    );
  },
};
