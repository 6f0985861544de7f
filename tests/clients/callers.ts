import { asAdmin, asPublic, createCall } from './client';
import { editorPassword, type Grant } from './editors';

/** Creates an API token; resolves to its key. */
export const createApiToken = async (
  type: 'read-only' | 'full-access' | 'custom',
  permissions: readonly string[] = [],
): Promise<string> => {
  const name = `tests ${Math.random()}`;
  const token = { name, description: '', type, lifespan: null, ...(type === 'custom' && { permissions }) };
  const { status, body } = await asAdmin('POST', '/admin/api-tokens', token);
  if (status !== 201) throw new Error(`creating a token answered ${status}: ${JSON.stringify(body)}`);
  return body.data.accessKey;
};

/** Creates a token of the admin with these grants only; resolves to its key. */
export const createAdminToken = async (grants: readonly Grant[]): Promise<string> => {
  const name = `tests ${Math.random()}`;
  const adminPermissions = grants.map((grant) => ({ conditions: [], ...grant }));
  const token = { kind: 'admin', name, description: '', lifespan: null, adminPermissions };
  const { status, body } = await asAdmin('POST', '/admin/admin-tokens', token);
  if (status !== 201) throw new Error(`creating a token answered ${status}: ${JSON.stringify(body)}`);
  return body.data.accessKey;
};

/** Creates a reader with an account and signs in; resolves to a JWT of the role Authenticated. */
export const createReader = async (): Promise<string> => {
  const name = `reader${String(Math.random()).slice(2)}`;
  const account = { email: `${name}@readers.example`, username: name, password: 'Readers-Secret-1' };
  const roles = await asAdmin('GET', '/users-permissions/roles');
  const role = roles.body.roles.find(({ type }: { type: string }) => type === 'authenticated').id;
  const { status, body } = await asAdmin(
    'POST',
    '/content-manager/collection-types/plugin::users-permissions.user',
    {
      ...account,
      confirmed: true,
      blocked: false,
      role: { connect: [{ id: role }] },
    },
  );
  if (status !== 201) throw new Error(`creating a reader answered ${status}: ${JSON.stringify(body)}`);
  const signedIn = await asPublic('POST', '/api/auth/local', {
    identifier: account.email,
    password: account.password,
  });
  if (signedIn.status !== 200) {
    throw new Error(`signing in answered ${signedIn.status}: ${JSON.stringify(signedIn.body)}`);
  }
  return signedIn.body.jwt;
};

/** Creates an admin user with the role Author or Editor; resolves to a function that sends requests as that user. */
export const createMember = async (code: 'strapi-author' | 'strapi-editor'): Promise<typeof asAdmin> => {
  const { body } = await asAdmin('GET', '/admin/roles');
  const role = body.data.find((one: { code: string }) => one.code === code).id;
  const email = `member${String(Math.random()).slice(2)}@newsroom.example`;
  const user = { firstname: 'Tác', lastname: 'Giả', email, roles: [role] };
  const { registrationToken } = (await asAdmin('POST', '/admin/users', user)).body.data;
  const userInfo = { firstname: 'Tác', lastname: 'Giả', password: editorPassword };
  const registered = await asPublic('POST', '/admin/register', { registrationToken, userInfo });
  return createCall(registered.body.data.token);
};
