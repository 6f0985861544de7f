/** The part of a better-sqlite3 connection that is used. */
export interface FunctionOwner {
  function(name: string, options: { deterministic: boolean }, work: (...args: never[]) => unknown): unknown;
}

const textOf = (value: unknown): string => String(value).toLowerCase();
const mostRemembered = 100;
/** The longest pattern. A longer one matches nothing, because each `_` costs a try at each place of the text. */
const mostCharacters = 1000;

const wildcards: Readonly<Record<string, string>> = { '%': '[^]*', _: '[^]' };
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** A LIKE pattern: `%` is any text, `_` any character, and after `escape` each stands for itself. */
const compile = (pattern: string, escape: string): ((text: string) => boolean) => {
  const inner = pattern.slice(1, -1);
  // Nearly every search has this form.
  if (/^%[^%_]*%$/.test(pattern) && (escape === '' || !inner.includes(escape))) {
    return (text) => text.includes(inner);
  }
  let source = '';
  let isEscaped = false;
  for (const character of pattern) {
    if (!isEscaped && character === escape) {
      isEscaped = true;
      continue;
    }
    source += (isEscaped ? undefined : wildcards[character]) ?? literally(character);
    isEscaped = false;
  }
  const expression = new RegExp(`^${source}$`, 'u');
  return (text) => expression.test(text);
};

/**
 * Replaces SQLite's `lower` and LIKE by functions that know the case of all Unicode letters. SQLite's own know A to Z
 * only, so a Vietnamese title in capitals would not be found by lower-case letters.
 */
export const foldCaseAsUnicode = (connection: FunctionOwner): void => {
  const options = { deterministic: true };
  const compiled = new Map<string, (text: string) => boolean>();

  const like = (pattern: unknown, value: unknown, escape: unknown = ''): number | null => {
    if (pattern === null || value === null || escape === null) return null;
    if (String(pattern).length > mostCharacters) return 0;
    const key = `${String(escape)} ${String(pattern)}`;
    let matches = compiled.get(key);
    if (!matches) {
      if (compiled.size >= mostRemembered) compiled.clear();
      matches = compile(textOf(pattern), textOf(escape));
      compiled.set(key, matches);
    }
    return matches(textOf(value)) ? 1 : 0;
  };

  connection.function('lower', options, (value: unknown) => (value === null ? null : textOf(value)));
  // SQLite distinguishes functions of one name by their number of parameters.
  connection.function('like', options, (pattern: unknown, value: unknown) => like(pattern, value));
  connection.function('like', options, (pattern: unknown, value: unknown, escape: unknown) =>
    like(pattern, value, escape),
  );
};
