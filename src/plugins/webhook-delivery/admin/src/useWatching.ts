import { useCallback, useEffect, useState } from 'react';

const pollMs = 2000;
/** Not for ever: a page left open must not keep its session alive. */
const watchMs = 60_000;

/** Looks again and again for a while after the page was opened, and after whatever the editor does. */
export const useWatching = (): { readonly pollingInterval: number; readonly watch: () => void } => {
  const [since, setSince] = useState(() => Date.now());
  const [isWatching, setIsWatching] = useState(true);
  useEffect(() => {
    setIsWatching(true);
    const timer = setTimeout(() => setIsWatching(false), watchMs);
    return () => clearTimeout(timer);
  }, [since]);
  const watch = useCallback(() => setSince(Date.now()), []);
  return { pollingInterval: isWatching ? pollMs : 0, watch };
};
