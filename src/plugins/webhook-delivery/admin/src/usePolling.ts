import { useCallback, useEffect, useState } from 'react';

const intervalMs = 2000;
/** An open page must not poll forever: each request keeps the session of the administrator alive. */
const durationMs = 60_000;

/** Polls for a minute after the page was opened, and for another minute after each `restart`. */
export const usePolling = (): { readonly pollingInterval: number; readonly restart: () => void } => {
  const [startedAt, setStartedAt] = useState(() => Date.now());
  const [isPolling, setIsPolling] = useState(true);
  useEffect(() => {
    setIsPolling(true);
    const timer = setTimeout(() => setIsPolling(false), durationMs);
    return () => clearTimeout(timer);
  }, [startedAt]);
  const restart = useCallback(() => setStartedAt(Date.now()), []);
  // RTK Query does not poll at 0.
  return { pollingInterval: isPolling ? intervalMs : 0, restart };
};
