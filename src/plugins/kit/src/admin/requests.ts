/** Values of a query string. Undefined ones are left out. */
export type QueryParameters = Readonly<Record<string, string | number | undefined>>;

/** Requests to a plugin's admin routes, in the form that endpoints of Strapi's `adminApi` want. */
export const createRequests = (pluginId: string) => {
  const url = (path: string): string => `/${pluginId}/${path}`;
  const configOf = (parameters: object) => ({
    params: Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined)),
  });
  return {
    url,
    get: (path: string, parameters: object = {}) => ({
      url: url(path),
      method: 'GET' as const,
      config: configOf(parameters),
    }),
    post: (path: string, data: object = {}, parameters: object = {}) => ({
      url: url(path),
      method: 'POST' as const,
      data,
      config: configOf(parameters),
    }),
    put: (path: string, data: object, parameters: object = {}) => ({
      url: url(path),
      method: 'PUT' as const,
      data,
      config: configOf(parameters),
    }),
  };
};

/** For `transformResponse`, where only the data of an answer is wanted. */
export const dataOf = <T>({ data }: { readonly data: T }): T => data;

const hasStatus = (error: unknown, status: number): boolean =>
  (error as { readonly status?: unknown } | undefined)?.status === status;

/** Whether a request failed because the role may not make it. */
export const isForbidden = (error: unknown): boolean => hasStatus(error, 403);

export const isNotFound = (error: unknown): boolean => hasStatus(error, 404);
