import vi from './translations/vi.json';

/** English is always there; a field's label is looked up by `content-manager.content-types.<uid>.<field>`. */
export default {
  config: {
    locales: ['vi'],
    translations: { vi },
    tutorials: false,
    notifications: { releases: false },
  },
  bootstrap() {},
};
