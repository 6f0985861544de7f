// Why: GraphQL answers drafts and any number of related rows to everybody who may read a type, as REST does; and it uses
// none of the services that src/access/content-api replaces.
// Relies on: `use` of the service `extension`, `naming` of the service `utils`, `info.path` of GraphQL, and
// `rootQueryArgsByPath` of the context. If a function is gone, the start is refused; of the rest
// tests/app/access/graphql.test.ts notices.
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { hideFromGraphql } from '../plugins/kit/src/graphql';
import { maxDepth } from './content-api/check-populate';
import { checkMayReadDrafts, type Auth } from './content-api/drafts';
import { hasDrafts, modelsOf, targetOf, type Model } from './content-api/model';
import { maxRows } from './content-api/row-limits';
import { requireFunctions } from '../strapi/required-functions';

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
  /** The arguments of the fields at the root of the query. */
  readonly rootQueryArgsByPath?: ReadonlyMap<string | number, { readonly status?: string }>;
}
type Resolver = (parent: unknown, args: Args, context: Context, info: { readonly path: Path }) => unknown;
type Middleware = (next: Resolver, ...parameters: Parameters<Resolver>) => unknown;

interface Extension {
  use(configuration: () => { resolversConfig: Record<string, { middlewares: Middleware[] }> }): void;
}
interface Naming {
  getTypeName(type: unknown): string;
  getComponentName(type: unknown): string;
}

const pathOf = ({ key, prev }: Path): (string | number)[] => [...(prev ? pathOf(prev) : []), key];

/** The number of fields below the root of the query, the given one included. */
const depthOf = (path: Path): number =>
  pathOf(path).filter((key) => typeof key === 'string' && key !== 'nodes' && key !== 'data').length - 1;

const checkDepth = (path: Path): void => {
  if (depthOf(path) <= maxDepth) return;
  throw new errors.ValidationError(`relations must not be followed deeper than ${maxDepth} levels`);
};

/** Limits the rows of a relation that are read. */
const withLimit = (args: Args): Args => {
  const { limit, pageSize } = args.pagination ?? {};
  if (Math.max(limit ?? 0, pageSize ?? 0) > maxRows || (limit ?? 0) < 0) {
    throw new errors.ValidationError(`pagination: at most ${maxRows} rows of a relation can be requested`);
  }
  return args.pagination ? args : { ...args, pagination: { limit: maxRows } };
};

/**
 * Makes a relation return published rows only, unless the query asks for drafts and its caller may read drafts of the
 * related type. GraphQL takes the `status` from the query's root, and has none after a mutation.
 */
const createMiddleware =
  (strapi: Core.Strapi, target: Model, isToMany: boolean): Middleware =>
  async (next, parent, args, context, info) => {
    checkDepth(info.path);
    const limited = isToMany ? withLimit(args) : args;
    if (!hasDrafts(target)) return next(parent, limited, context, info);
    const [root = ''] = pathOf(info.path);
    const status = context.rootQueryArgsByPath?.get(root)?.status;
    if (status !== undefined && status !== 'published') {
      await checkMayReadDrafts(strapi, context.state.auth, [target.uid]);
      return next(parent, limited, context, info);
    }
    const published = { publishedAt: { notNull: true } };
    const filters = limited.filters ? { and: [limited.filters, published] } : published;
    return next(parent, { ...limited, filters }, context, info);
  };

/** Applies the rules of the content API to GraphQL. Does nothing where Strapi's GraphQL plugin is not installed. */
export const restrictGraphql = (strapi: Core.Strapi): void => {
  const graphql = strapi.plugin('graphql');
  if (!graphql) return;
  hideFromGraphql(strapi, ['api::imported-file.imported-file']);
  const getModel = modelsOf(strapi);
  const feature = 'keeping drafts out of GraphQL (src/access/graphql.ts)';
  const extension = graphql.service('extension') as unknown as Extension;
  requireFunctions(extension, ['use'], { place: 'the service plugin::graphql.extension', feature });
  extension.use(() => {
    const { naming } = graphql.service('utils') as unknown as { naming: Naming };
    requireFunctions(naming, ['getTypeName', 'getComponentName'], {
      place: 'the service plugin::graphql.utils',
      feature,
    });
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
    for (const component of Object.values(strapi.components)) {
      add(naming.getComponentName(component), component as unknown as Model);
    }
    return { resolversConfig };
  });
};
