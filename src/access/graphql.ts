import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { hideFromGraphql } from '../plugins/kit/src/graphql';
import { maxDepth } from './content-api/check';
import { checkMayReadDrafts, type Auth } from './content-api/drafts';
import { hasDrafts, modelsOf, targetOf, type Model } from './content-api/model';
import { maxRows } from './content-api/row-limits';

interface Args {
  readonly filters?: object;
  readonly pagination?: { readonly limit?: number; readonly pageSize?: number };
}
interface Path {
  readonly key: string | number;
  readonly prev?: Path;
}
interface Context {
  readonly state: { readonly auth?: Auth };
  /** What the fields at the root of the query were asked for. */
  readonly rootQueryArgsByPath?: ReadonlyMap<string | number, { readonly status?: string }>;
}
type Resolver = (parent: unknown, args: Args, context: Context, info: { readonly path: Path }) => unknown;
type Middleware = (next: Resolver, ...asked: Parameters<Resolver>) => unknown;

interface Extension {
  use(configuration: () => { resolversConfig: Record<string, { middlewares: Middleware[] }> }): void;
}
interface Naming {
  getTypeName(type: unknown): string;
  getComponentName(type: unknown): string;
}

const pathOf = ({ key, prev }: Path): (string | number)[] => [...(prev ? pathOf(prev) : []), key];

/** The names of fields between the root of a query and this one, this one included. */
const depthOf = (path: Path): number =>
  pathOf(path).filter((key) => typeof key === 'string' && key !== 'nodes' && key !== 'data').length - 1;

const checkDepth = (path: Path): void => {
  if (depthOf(path) <= maxDepth) return;
  throw new errors.ValidationError(`relations must not be followed deeper than ${maxDepth} levels`);
};

/** Bounds how many rows of a relation are read. */
const withLimit = (args: Args): Args => {
  const { limit, pageSize } = args.pagination ?? {};
  if (Math.max(limit ?? 0, pageSize ?? 0) > maxRows || (limit ?? 0) < 0) {
    throw new errors.ValidationError(`pagination: at most ${maxRows} rows of a relation can be asked for`);
  }
  return args.pagination ? args : { ...args, pagination: { limit: maxRows } };
};

/**
 * Has a relation lead to published rows only, unless the query asks for drafts and its caller may read those of the
 * type that it leads to. GraphQL takes the `status` of the query's root for that, and after a mutation none at all.
 */
const createMiddleware =
  (strapi: Core.Strapi, target: Model, isToMany: boolean): Middleware =>
  async (next, parent, args, context, info) => {
    checkDepth(info.path);
    const asked = isToMany ? withLimit(args) : args;
    if (!hasDrafts(target)) return next(parent, asked, context, info);
    const [root = ''] = pathOf(info.path);
    const status = context.rootQueryArgsByPath?.get(root)?.status;
    if (status !== undefined && status !== 'published') {
      await checkMayReadDrafts(strapi, context.state.auth, [target.uid]);
      return next(parent, asked, context, info);
    }
    const published = { publishedAt: { notNull: true } };
    const filters = asked.filters ? { and: [asked.filters, published] } : published;
    return next(parent, { ...asked, filters }, context, info);
  };

/** For a newsroom that has Strapi's GraphQL plugin; does nothing in one that has not. */
export const closeGraphql = (strapi: Core.Strapi): void => {
  const graphql = strapi.plugin('graphql');
  if (!graphql) return;
  hideFromGraphql(strapi, ['api::imported-file.imported-file']);
  const getModel = modelsOf(strapi);
  (graphql.service('extension') as unknown as Extension).use(() => {
    const { naming } = graphql.service('utils') as unknown as { naming: Naming };
    const resolversConfig: Record<string, { middlewares: Middleware[] }> = {};
    const add = (typeName: string, model: Model): void => {
      for (const [name, attribute] of Object.entries(model.attributes)) {
        const target = attribute.type === 'relation' ? targetOf(attribute, getModel) : undefined;
        if (!target) continue;
        const isToMany = attribute.relation?.endsWith('Many') === true;
        const middlewares = [createMiddleware(strapi, target, isToMany)];
        resolversConfig[`${typeName}.${name}`] = { middlewares };
        if (isToMany) resolversConfig[`${typeName}.${name}_connection`] = { middlewares };
      }
    };
    for (const type of Object.values(strapi.contentTypes)) {
      add(naming.getTypeName(type), type as unknown as Model);
    }
    for (const one of Object.values(strapi.components)) {
      add(naming.getComponentName(one), one as unknown as Model);
    }
    return { resolversConfig };
  });
};
