import { validationError } from 'newsroom-plugin-kit/http-errors';

/**
 * Refuses a parameter of a request.
 * @param message completes the sentence that the parameter's name begins
 * @throws ValidationError, which Strapi answers with 400
 */
export const refuseParameter = (name: string, message: string): never => {
  throw validationError({ path: [name], message: `${name} ${message}` });
};
