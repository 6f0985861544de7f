/** What a message is about, for people. */
export interface About {
  /** Of the entry or file; `null` where it has none. */
  readonly title: string | null;
  /** The content type's singular name. */
  readonly model: string | null;
  readonly locale: string | null;
}

type Fields = Record<string, unknown>;

const mostTitleCharacters = 200;

const textIn = (fields: Fields, names: readonly string[]): string | null => {
  const found = names.map((name) => fields[name]).find((value) => typeof value === 'string' && value.trim());
  return typeof found === 'string' ? found.slice(0, mostTitleCharacters) : null;
};

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value ? (value as Fields) : {});

const parse = (body: string): Fields => {
  try {
    return fieldsOf(JSON.parse(body));
  } catch {
    return {};
  }
};

/**
 * Reads it from a message's body.
 * @param titleFieldOf the attribute that names the documents of a content type to people
 */
export const aboutOf = async (
  body: string,
  titleFieldOf: (uid: string) => Promise<string>,
): Promise<About> => {
  const { entry, media, model, uid } = parse(body);
  const named = typeof uid === 'string' ? [await titleFieldOf(uid)] : [];
  const fields = { ...fieldsOf(media), ...fieldsOf(entry) };
  return {
    title: textIn(fields, [...named, 'title', 'name', 'displayName', 'username', 'slug']),
    model: typeof model === 'string' ? model : null,
    locale: textIn(fields, ['locale']),
  };
};
