import { validationError } from 'newsroom-plugin-kit/http-errors';
import type { Scope } from '../endpoints/scope';

/** What a scope can name. */
export interface Offered {
  readonly types: readonly { readonly uid: string; readonly name: string }[];
  readonly locales: readonly { readonly code: string; readonly name: string }[];
}

/** @throws ValidationError that names the field and what it takes */
export const refuse = (name: string, wanted: string): never => {
  throw validationError({ path: [name], message: `${name} must be ${wanted}` });
};

const flagIn = (body: Record<string, unknown>, name: 'publishedOnly' | 'media'): boolean => {
  const value = body[name];
  return typeof value === 'boolean' ? value : refuse(name, 'true or false');
};

const listIn = (
  body: Record<string, unknown>,
  name: 'types' | 'locales',
  known: readonly string[],
): readonly string[] | null => {
  const value = body[name];
  if (value === null) return null;
  const isRight = Array.isArray(value) && value.every((one) => known.includes(one as string));
  return isRight
    ? [...new Set(value as string[])]
    : refuse(name, `null, for all, or a list of ${known.join(', ')}`);
};

/**
 * Reads a scope that somebody sets.
 * @throws ValidationError that names the field and what it takes
 */
export const readScopeFrom = (body: unknown, { types, locales }: Offered): Scope => {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return {
    publishedOnly: flagIn(given, 'publishedOnly'),
    types: listIn(
      given,
      'types',
      types.map(({ uid }) => uid),
    ),
    locales: listIn(
      given,
      'locales',
      locales.map(({ code }) => code),
    ),
    media: flagIn(given, 'media'),
  };
};
