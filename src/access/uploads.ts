// Why: Strapi checks the content of an upload and not its extension. Browsers go by the extension, so a script that
// begins like a video would run as a page of this site. Strapi also sends no headers that would prevent it.
// Relies on: `upload` and `replace` of the service plugin::upload.upload, through which all uploads go; the property
// `detectedMimeType` of a file; and the path /uploads/. If the functions are gone, the start is refused; of the rest
// tests/app/access/uploaded-files.test.ts notices.
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { requireFunctions } from '../strapi/required-functions';

/** The name of the middleware in `config/middlewares.ts`. */
export const uploadHeaders = 'global::upload-headers';

/** Extensions of files that a browser shows or saves, and never runs. */
const allowed = [
  ...['avif', 'gif', 'jpeg', 'jpg', 'png', 'webp'],
  ...['3gp', 'avi', 'm4v', 'mkv', 'mov', 'mp4', 'mpeg', 'mpg', 'ogv', 'webm'],
  ...['aac', 'flac', 'm4a', 'mp3', 'oga', 'ogg', 'opus', 'wav', 'weba'],
  ...['doc', 'docx', 'odp', 'ods', 'odt', 'pdf', 'pptx', 'xlsx'],
  ...['csv', 'txt'],
];

/** Types for which Strapi adds an extension of the list, where a file has none. */
const typesWithExtension = [
  'image/avif',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'application/pdf',
];

interface UploadService {
  upload(
    input: { readonly files: UploadedFile | readonly UploadedFile[] },
    options: unknown,
  ): Promise<unknown>;
  replace(id: unknown, input: { readonly file: UploadedFile }, options: unknown): Promise<unknown>;
}
interface UploadedFile {
  readonly originalFilename?: string | null;
  readonly mimetype?: string | null;
  /** The type that Strapi has detected in its content. */
  readonly detectedMimeType?: string;
}

/** @throws ValidationError that names the file and the allowed extensions */
const checkName = ({ originalFilename, detectedMimeType, mimetype }: UploadedFile): void => {
  const name = originalFilename ?? '';
  const extension = path.extname(name).slice(1);
  const getsExtension =
    path.extname(name) === '' && typesWithExtension.includes(detectedMimeType ?? mimetype ?? '');
  if (getsExtension || allowed.includes(extension.toLowerCase())) return;
  throw new errors.ValidationError(
    `"${name.slice(0, 100)}" cannot be uploaded: its name must end in one of ${allowed.join(', ')}`,
  );
};

/** Accepts files by their extension as well as by their content. */
export const checkUploads = (strapi: Core.Strapi): void => {
  strapi.get('services').extend('plugin::upload.upload', (service: UploadService): UploadService => {
    requireFunctions(service, ['upload', 'replace'], {
      place: 'the service plugin::upload.upload',
      feature: 'the check of uploaded files (src/access/uploads.ts)',
    });
    return {
      ...service,
      async upload(input, options) {
        [input.files].flat().forEach((file) => checkName(file as UploadedFile));
        return service.upload(input, options);
      },
      async replace(id, input, options) {
        checkName(input.file);
        return service.replace(id, input, options);
      },
    };
  });
};

interface KoaContext {
  readonly path: string;
  readonly type: string;
  set(name: string, value: string): void;
}

/** Whether a request asks for an uploaded file. Strapi decodes paths: `/%75ploads/x` is such a file too. */
const isUpload = ({ path: requested }: KoaContext): boolean => {
  try {
    return /^\/+uploads\//i.test(path.posix.normalize(decodeURIComponent(requested)));
  } catch {
    // Strapi serves no path that cannot be decoded.
    return false;
  }
};

/** Whether a browser may show the file; it saves all others. */
const isShown = (type: string): boolean => /^(image|audio|video)\//.test(type) && type !== 'image/svg+xml';

/** Adds headers to uploaded files, so that no file can act as a page of this site. */
export const createUploadHeaders =
  () =>
  async (ctx: KoaContext, next: () => Promise<void>): Promise<void> => {
    await next();
    if (!isUpload(ctx)) return;
    // Browsers show no PDF in a sandbox. A PDF needs none: it cannot reach the pages of this site.
    const isPdf = ctx.type === 'application/pdf';
    ctx.set(
      'Content-Security-Policy',
      isPdf
        ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
        : "sandbox; default-src 'none'",
    );
    if (!isPdf && !isShown(ctx.type)) ctx.set('Content-Disposition', 'attachment');
  };
