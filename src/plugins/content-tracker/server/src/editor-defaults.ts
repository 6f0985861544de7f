import type { Core } from '@strapi/strapi';
import type { TrackedType } from './content/tracked';

/** Strapi's own roles that may read views and dates from the start. */
const readers = ['strapi-editor', 'strapi-author'];
const action = 'plugin::content-tracker.read';

interface Role {
  readonly id: number;
  readonly code: string;
}
type Labels = Record<'edit' | 'list', { readonly label: string }>;
interface Configuration {
  readonly layouts: { readonly list: string[] };
  readonly metadatas: Record<string, Labels>;
}

const columns = { viewCount: 'Views', firstPublishedAt: 'First published' };

/** Does each named thing once in the life of a database: what an administrator undoes later is never put back. */
const createOnce = (strapi: Core.Strapi) => {
  const store = strapi.store({ type: 'plugin', name: 'content-tracker', key: 'done_once' });
  return async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const done = ((await store.get({})) ?? []) as string[];
    if (done.includes(name)) return;
    await work();
    await store.set({ value: [...done, name] });
  };
};

const letRead = async (strapi: Core.Strapi, { id }: Role): Promise<void> => {
  const known = await strapi.db.query('admin::permission').findOne({ where: { action, role: { id } } });
  if (!known) await strapi.service('admin::role').addPermissions(id, [{ action }]);
};

/** With the columns behind the title, or where the list has none behind what it begins with. */
const withColumns = (list: readonly string[], title: string): string[] => {
  const others = list.filter((name) => !(name in columns));
  const place = Math.max(others.indexOf(title), 0) + 1;
  return [...others.slice(0, place), ...Object.keys(columns), ...others.slice(place)];
};

/** Puts the columns behind the title in the list that editors see, and names them for its settings. */
const showColumns = async (strapi: Core.Strapi, { uid, titleField }: TrackedType): Promise<void> => {
  const service = strapi.plugin('content-manager').service('content-types');
  const contentType = service.findContentType(uid);
  const before = (await service.findConfiguration(contentType)) as Configuration;
  const list = withColumns(before.layouts.list, await titleField());
  const named = Object.entries(columns).map(([name, label]) => {
    const known = before.metadatas[name];
    return [name, { edit: { ...known?.edit, label }, list: { ...known?.list, label } }];
  });
  await service.updateConfiguration(contentType, {
    ...before,
    layouts: { ...before.layouts, list },
    metadatas: { ...before.metadatas, ...Object.fromEntries(named) },
  });
};

/** What the tracker sets up for editors when it first meets a database, and a type or role of it. */
export const setUpForEditors = async (strapi: Core.Strapi, types: readonly TrackedType[]): Promise<void> => {
  const once = createOnce(strapi);
  const offer = async (role: Role): Promise<void> => {
    if (readers.includes(role.code)) await once(`${role.code} may read`, () => letRead(strapi, role));
  };
  // In an empty database Strapi makes its roles only after the plugins have booted.
  strapi.db.lifecycles.subscribe({
    models: ['admin::role'],
    afterCreate: ({ result }: { result: Role }) => offer(result),
  } as never);
  const roles: Role[] = await strapi.db.query('admin::role').findMany({ where: { code: { $in: readers } } });
  for (const role of roles) await offer(role);
  for (const type of types) await once(`${type.uid} shows its columns`, () => showColumns(strapi, type));
};
