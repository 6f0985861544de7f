import { Button } from '@strapi/design-system';
import { Download } from '@strapi/icons';
import { useFetchClient, useNotification, useRBAC } from '@strapi/strapi/admin';
import { useState } from 'react';
import type { Params } from '../api';
import { permissions } from '../permissions';
import { useTexts } from '../texts';

/** Hands a file to the browser as if it had been linked; the route wants the admin's token, which a link has not. */
const save = (file: Blob, name: string): void => {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
};

interface Props {
  readonly path: string;
  readonly params: Params;
  /** The part of the page that the file is of. */
  readonly title: string;
}

export const ExportButton = ({ path, params, title }: Props) => {
  const { t, locale } = useTexts();
  const { get } = useFetchClient();
  const { toggleNotification } = useNotification();
  const { allowedActions } = useRBAC(permissions);
  const [isLoading, setIsLoading] = useState(false);
  if (!allowedActions.canExport) return null;

  const download = async (): Promise<void> => {
    setIsLoading(true);
    try {
      const known = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
      const language = locale.startsWith('vi') ? 'vi' : 'en';
      const { data, headers } = (await get(`/content-tracker/${path}.csv`, {
        params: { ...known, language },
        responseType: 'blob',
      })) as { data: Blob; headers?: Headers };
      const name = /filename="([^"]+)"/.exec(headers?.get('Content-Disposition') ?? '')?.[1];
      save(data, name ?? `${path}.csv`);
    } catch {
      toggleNotification({ type: 'danger', message: t('export.error') });
    } finally {
      setIsLoading(false);
    }
  };

  return (
    <Button
      variant="tertiary"
      size="S"
      startIcon={<Download />}
      loading={isLoading}
      aria-label={t('export.label', { title })}
      onClick={download}
    >
      {t('export')}
    </Button>
  );
};
