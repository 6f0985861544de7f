import type { Summary } from '../../../shared/answers';

/** Names the attribute that holds the title of a content type's documents. */
export type TitleFieldOf = (uid: string) => Promise<string>;

type Fields = Record<string, unknown>;

const mostTitleCharacters = 200;
/** Fields that may hold a title, where the content type's own title field is empty or unknown. */
const titleFields = ['title', 'name', 'displayName', 'username', 'slug'];

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

/** Says in words for people what a message is about, as far as its body tells. */
export const summaryOf = async (body: string, titleFieldOf: TitleFieldOf): Promise<Summary> => {
  const { entry, media, model, uid } = parse(body);
  const ownTitle = typeof uid === 'string' ? [await titleFieldOf(uid)] : [];
  const fields = { ...fieldsOf(media), ...fieldsOf(entry) };
  return {
    title: textIn(fields, [...ownTitle, ...titleFields]),
    model: typeof model === 'string' ? model : null,
    locale: textIn(fields, ['locale']),
  };
};
