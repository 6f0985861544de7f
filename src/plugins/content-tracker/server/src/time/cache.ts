/**
 * Makes a function that remembers the answer for each key during `ttlMs`. Callers with the same key at the same time
 * share one call of `ask`. A failure is not remembered. Beyond `most` answers the oldest one is forgotten.
 */
export const createCache = <T>({ ttlMs, most, now }: { ttlMs: number; most: number; now: () => number }) => {
  const answers = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return (key: string, ask: () => Promise<T>): Promise<T> => {
    const known = answers.get(key);
    if (known && now() - known.at < ttlMs) return known.answer;
    const answer = ask();
    answers.delete(key);
    answers.set(key, { at: now(), answer });
    answer.catch(() => answers.delete(key));
    const [oldest] = answers.keys();
    if (answers.size > most && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
};
