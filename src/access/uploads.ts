import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';

/** Names the middleware in `config/middlewares.ts`. */
export const uploadHeaders = 'global::upload-headers';

/** Names of files that a browser shows or saves, and never runs. */
const allowed = [
  ...['avif', 'gif', 'jpeg', 'jpg', 'png', 'webp'],
  ...['3gp', 'avi', 'm4v', 'mkv', 'mov', 'mp4', 'mpeg', 'mpg', 'ogv', 'webm'],
  ...['aac', 'flac', 'm4a', 'mp3', 'oga', 'ogg', 'opus', 'wav', 'weba'],
  ...['doc', 'docx', 'odp', 'ods', 'odt', 'pdf', 'pptx', 'xlsx'],
  ...['csv', 'txt'],
];

const namingTypes = ['image/avif', 'image/gif', 'image/jpeg', 'image/png', 'image/webp', 'application/pdf'];

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
  /** What Strapi has seen in its content. */
  readonly detectedMimeType?: string;
}

/** @throws ValidationError that names the file and the extensions */
const checkName = ({ originalFilename, detectedMimeType, mimetype }: UploadedFile): void => {
  const name = originalFilename ?? '';
  const extension = path.extname(name).slice(1);
  // Without one, Strapi takes that of the type: of these it is one of the list.
  const isNamedByType = path.extname(name) === '' && namingTypes.includes(detectedMimeType ?? mimetype ?? '');
  if (isNamedByType || allowed.includes(extension.toLowerCase())) return;
  throw new errors.ValidationError(
    `"${name.slice(0, 100)}" cannot be uploaded: its name must end in one of ${allowed.join(', ')}`,
  );
};

/**
 * Takes files by their extension as well as by their content: a browser goes by the extension, and a script that
 * begins like a video is a script.
 */
export const checkUploads = (strapi: Core.Strapi): void => {
  strapi.get('services').extend('plugin::upload.upload', (service: UploadService): UploadService => ({
    ...service,
    async upload(input, options) {
      [input.files].flat().forEach((file) => checkName(file as UploadedFile));
      return service.upload(input, options);
    },
    async replace(id, input, options) {
      checkName(input.file);
      return service.replace(id, input, options);
    },
  }));
};

interface Koa {
  readonly path: string;
  readonly type: string;
  set(name: string, value: string): void;
}

/** However its path is written: `/%75ploads/x` is served too. */
const isUpload = ({ path: asked }: Koa): boolean => {
  try {
    return /^\/+uploads\//i.test(path.posix.normalize(decodeURIComponent(asked)));
  } catch {
    // What cannot be decoded is not served.
    return false;
  }
};

/** What browsers show by themselves; all else they save. */
const isShown = (type: string): boolean => /^(image|audio|video)\//.test(type) && type !== 'image/svg+xml';

/** Answers uploaded files so that none of them is a page of this site. */
export const createUploadHeaders =
  () =>
  async (ctx: Koa, next: () => Promise<void>): Promise<void> => {
    await next();
    if (!isUpload(ctx)) return;
    // A browser shows no PDF in a sandbox. It runs in none of this site's pages either.
    const isPdf = ctx.type === 'application/pdf';
    ctx.set(
      'Content-Security-Policy',
      isPdf
        ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
        : "sandbox; default-src 'none'",
    );
    if (!isPdf && !isShown(ctx.type)) ctx.set('Content-Disposition', 'attachment');
  };
