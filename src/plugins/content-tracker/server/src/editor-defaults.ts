import type { Core } from '@strapi/strapi';
import type { TrackedType } from './content/tracked';

/** Codes of Strapi's own roles that may read views and dates from the start. */
const rolesWithRead = ['strapi-editor', 'strapi-author'];
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

/** Makes the function that does each named thing once per database. What an administrator undoes later stays undone. */
const createOnce = (strapi: Core.Strapi) => {
  const store = strapi.store({ type: 'plugin', name: 'content-tracker', key: 'done_once' });
  return async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const done = ((await store.get({})) ?? []) as string[];
    if (done.includes(name)) return;
    await work();
    await store.set({ value: [...done, name] });
  };
};

const grantRead = async (strapi: Core.Strapi, { id }: Role): Promise<void> => {
  const known = await strapi.db.query('admin::permission').findOne({ where: { action, role: { id } } });
  if (!known) await strapi.service('admin::role').addPermissions(id, [{ action }]);
};

/** Returns the list with the columns after the title. Without a title they come after the first column. */
const withColumns = (list: readonly string[], title: string): string[] => {
  const others = list.filter((name) => !(name in columns));
  const index = Math.max(others.indexOf(title), 0) + 1;
  return [...others.slice(0, index), ...Object.keys(columns), ...others.slice(index)];
};

/** Puts the tracker's columns into the Content Manager's list of this type, and gives them labels. */
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

/**
 * Sets up permissions and list columns for editors, once for each role and type.
 * Relies on Strapi's role service and the Content Manager's configurations; without them the start fails here.
 */
export const setUpForEditors = async (strapi: Core.Strapi, types: readonly TrackedType[]): Promise<void> => {
  const once = createOnce(strapi);
  const grantOnce = async (role: Role): Promise<void> => {
    if (rolesWithRead.includes(role.code)) await once(`${role.code} may read`, () => grantRead(strapi, role));
  };
  // In an empty database Strapi creates its roles only after the plugins have booted.
  strapi.db.lifecycles.subscribe({
    models: ['admin::role'],
    afterCreate: ({ result }: { result: Role }) => grantOnce(result),
  } as never);
  const roles: Role[] = await strapi.db
    .query('admin::role')
    .findMany({ where: { code: { $in: rolesWithRead } } });
  for (const role of roles) await grantOnce(role);
  for (const type of types) await once(`${type.uid} shows its columns`, () => showColumns(strapi, type));
};
