import { errors } from '@strapi/utils';

const names: Record<number, string> = {
  400: 'BadRequestError',
  401: 'UnauthorizedError',
  403: 'ForbiddenError',
  405: 'MethodNotAllowedError',
  408: 'RequestTimeoutError',
  413: 'PayloadTooLargeError',
  415: 'UnsupportedMediaTypeError',
  431: 'RequestHeaderFieldsTooLargeError',
  501: 'NotImplementedError',
};

/** A body in the shape of Strapi's errors. */
export const bodyOf = (status: number, message: string, details: object = {}): object => ({
  data: null,
  error: { status, name: names[status] ?? 'Error', message, details },
});

/**
 * A refusal whose message reaches the caller. Strapi replaces the message of some of its own errors, such as
 * ForbiddenError, by one word.
 */
export class Refusal extends errors.ApplicationError<string, string, object> {
  constructor(
    readonly status: number,
    message: string,
    details: object = {},
  ) {
    super(message, details);
    this.name = names[status] ?? 'Error';
  }
}
