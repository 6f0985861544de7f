import type { Context } from 'koa';

/** The Koa context of a route behind Strapi's authentication. */
export type RequestContext = Context & {
  params: Record<string, string>;
  state: {
    /** Who calls the content API. */
    auth?: unknown;
    /** What a user of the admin may do. */
    userAbility?: unknown;
  };
};

/** The parameters behind the `?` of an address, as Strapi has parsed them. */
export type Query = Readonly<Record<string, unknown>>;
