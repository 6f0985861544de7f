import { randomUUID } from 'node:crypto';
/** One permission of a role, as Settings → Roles sends it. */
export interface Grant {
  readonly action: string;
  readonly subject?: string;
  readonly properties?: { readonly fields?: readonly string[]; readonly locales?: readonly string[] };
  readonly conditions?: readonly string[];
}

const fields = [
  'title',
  'slug',
  'summary',
  'body',
  'cover',
  'author',
  'event',
  'seo',
  'viewCount',
  'firstPublishedAt',
];

/** Grants for articles in both languages. */
export const articles = (
  actions: readonly ('read' | 'create' | 'update' | 'publish')[],
  limits: Partial<Grant> = {},
) =>
  actions.map((action) => ({
    action: `plugin::content-manager.explorer.${action}`,
    subject: 'api::article.article',
    // Publishing knows no fields.
    properties: { ...(action !== 'publish' && { fields }), locales: ['vi', 'en'] },
    ...limits,
  }));

/** Grants for content-tracker. */
export const tracker = (actions: readonly ('read' | 'correct' | 'remove' | 'export')[]): Grant[] =>
  actions.map((action) => ({ action: `plugin::content-tracker.${action}` }));

export const editorPassword = 'Newsroom-Editor-1';

/** Makes an admin user with a new role that has these grants only. */
export const createEditor = async (
  { url, adminToken }: { url: string; adminToken: string },
  grants: readonly Grant[],
): Promise<{ email: string; token: string }> => {
  const send = async (method: string, path: string, body: unknown): Promise<any> => {
    const response = await fetch(`${url}/admin/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${adminToken}` },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()).data;
  };
  const name = `editor-${randomUUID()}`;
  const role = await send('POST', 'roles', { name, description: '' });
  const permissions = grants.map((grant) => ({ subject: null, properties: {}, conditions: [], ...grant }));
  await send('PUT', `roles/${role.id}/permissions`, { permissions });
  const email = `${name}@newsroom.example`;
  const user = await send('POST', 'users', { firstname: 'Biên', lastname: 'Tập', email, roles: [role.id] });
  const { registrationToken } = user;
  const userInfo = { firstname: 'Biên', lastname: 'Tập', password: editorPassword };
  const { token } = await send('POST', 'register', { registrationToken, userInfo });
  return { email, token };
};
