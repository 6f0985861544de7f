import { Button } from '@strapi/design-system';
import { Download } from '@strapi/icons';
import { useFetchClient, useNotification, useRBAC } from '@strapi/strapi/admin';
import type { QueryParameters } from 'newsroom-plugin-kit/admin/requests';
import { useState } from 'react';
import { permissions } from '../permissions';
import { useTexts } from '../texts';

/** Makes the browser save a file. A plain link would not do: the route needs the admin's token in a header. */
const save = (file: Blob, name: string): void => {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
};

interface Props {
  readonly path: string;
  readonly parameters: QueryParameters;
  /** The title of the section whose numbers the file has. */
  readonly title: string;
}

/** Downloads the numbers of a section as CSV, in the language of the admin. Needs the permission to export. */
export const ExportButton = ({ path, parameters, title }: Props) => {
  const { t, locale } = useTexts();
  const { get } = useFetchClient();
  const { toggleNotification } = useNotification();
  const { allowedActions } = useRBAC(permissions);
  const [isLoading, setIsLoading] = useState(false);
  if (!allowedActions.canExport) return null;

  const download = async (): Promise<void> => {
    setIsLoading(true);
    try {
      const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
      const language = locale.startsWith('vi') ? 'vi' : 'en';
      const { data, headers } = (await get(`/content-tracker/${path}.csv`, {
        params: { ...given, language },
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
