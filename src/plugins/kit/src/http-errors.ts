import { errors } from '@strapi/utils';

/** What is wrong with one field of a request. */
interface Problem {
  /** The way to the field, as in `['url']`. */
  readonly path: readonly string[];
  /** A sentence that names the field and what it takes. */
  readonly message: string;
}

/**
 * An error that Strapi answers with 400. Its form is the one of Strapi's own validation, with an entry per field under
 * `details.errors`: the admin shows each message at its field.
 */
export const validationError = (...problems: readonly Problem[]): errors.ValidationError =>
  new errors.ValidationError(problems.map(({ message }) => message).join('; '), {
    errors: problems.map((problem) => ({ ...problem, name: 'ValidationError' })),
  });

/** An error that Strapi answers with 403 and the message. Of a ForbiddenError it says nothing but "Forbidden". */
export const forbiddenError = (message: string): errors.PolicyError => new errors.PolicyError(message);
