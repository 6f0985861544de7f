/** Registers the first administrator, from the machine itself without a proxy. @param {string} url @returns {Promise<string>} */
export const registerAdmin = async (url) => {
  const body = { firstname: 'Bench', email: 'admin@newsroom.example', password: 'Newsroom-Bench-1' };
  return (await call({ url }, 'POST', '/admin/register-admin', body)).data.token;
};

/**
 * Calls a route of the admin.
 * @param {{ url: string, token?: string }} site @param {string} method @param {string} path @param {unknown} [body]
 * @returns {Promise<any>}
 * @throws where it is not answered with success
 */
export const call = async ({ url, token }, method, path, body) => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
};
