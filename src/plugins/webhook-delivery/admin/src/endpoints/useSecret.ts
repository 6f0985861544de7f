import { useFetchClient } from '@strapi/strapi/admin';
import { useState } from 'react';
import type { Data, RevealedSecret, RotatedSecret } from '../../../shared/answers';
import { url } from '../api';

/**
 * Asks a route for a secret. The secret is state of the component and nothing else: a cache, as that of RTK Query,
 * would keep it after the dialog was closed.
 */
export const useSecret = (path: string) => {
  const { post } = useFetchClient();
  /** `undefined` before it was asked for; `null` if it was shown before. */
  const [secret, setSecret] = useState<string | null>();
  const [isLoading, setIsLoading] = useState(false);
  const [isError, setIsError] = useState(false);

  const ask = async (): Promise<void> => {
    setIsLoading(true);
    try {
      const { data } = await post<Data<RevealedSecret | RotatedSecret>>(url(path));
      setSecret(data.data.secret);
    } catch {
      setIsError(true);
    } finally {
      setIsLoading(false);
    }
  };

  const forget = (): void => {
    setSecret(undefined);
    setIsError(false);
  };

  return { secret, isLoading, isError, ask, forget };
};
