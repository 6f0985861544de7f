import type { Core } from '@strapi/strapi';

/** A content type that a plugin adds attributes to. */
export interface Extended {
  readonly uid: string;
  readonly attributes: readonly string[];
}

/** The columns of a content type's list in the admin, and the settings of the plugin's attributes. */
export interface ListView {
  readonly list: readonly string[];
  readonly metadatas: Record<string, object>;
  /** Only if the list is sorted by an attribute of the plugin. */
  readonly sort?: { readonly defaultSortBy: string; readonly defaultSortOrder: string };
}

/** The Content Manager's settings of a content type. */
interface Configuration {
  readonly layouts: { readonly list: string[] };
  readonly metadatas: Record<string, object>;
  readonly settings: { readonly defaultSortBy: string; readonly defaultSortOrder: string };
}

/** The list views of content types that a plugin adds attributes to. */
export const createListViews = (strapi: Core.Strapi, extended: readonly Extended[]) => {
  const contentTypes = () => strapi.plugin('content-manager').service('content-types');

  const readConfiguration = async (uid: string): Promise<Configuration> =>
    contentTypes().findConfiguration(contentTypes().findContentType(uid));

  const read = async ({ uid, attributes }: Extended): Promise<ListView> => {
    const { layouts, metadatas, settings } = await readConfiguration(uid);
    const { defaultSortBy, defaultSortOrder } = settings;
    return {
      list: layouts.list,
      metadatas: Object.fromEntries(
        attributes.flatMap((name) => (metadatas[name] ? [[name, metadatas[name]]] : [])),
      ),
      ...(attributes.includes(defaultSortBy) && { sort: { defaultSortBy, defaultSortOrder } }),
    };
  };

  /** Puts the plugin's columns back at their place, and leaves all others where they are. */
  const restore = async ({ uid, attributes }: Extended, wanted: ListView): Promise<void> => {
    const configuration = await readConfiguration(uid);
    const list = [...configuration.layouts.list];
    wanted.list.forEach((name, at) => {
      if (attributes.includes(name) && !list.includes(name)) list.splice(at, 0, name);
    });
    await contentTypes().updateConfiguration(contentTypes().findContentType(uid), {
      ...configuration,
      layouts: { ...configuration.layouts, list },
      metadatas: { ...configuration.metadatas, ...wanted.metadatas },
      settings: { ...configuration.settings, ...wanted.sort },
    });
  };

  return {
    async read(): Promise<Record<string, ListView>> {
      return Object.fromEntries(
        await Promise.all(extended.map(async (type) => [type.uid, await read(type)] as const)),
      );
    },

    async restore(lists: Readonly<Record<string, ListView>>): Promise<void> {
      for (const type of extended) {
        const list = lists[type.uid];
        if (list) await restore(type, list);
      }
    },
  };
};
