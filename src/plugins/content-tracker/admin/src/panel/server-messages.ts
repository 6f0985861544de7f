/** The server's messages by field of the form. Messages that belong to none of its fields are under `''`. */
export const serverMessages = (error: unknown, fields: readonly string[]): Record<string, string> => {
  const { message = '', details } = (error ?? {}) as {
    message?: string;
    details?: { errors?: readonly { path?: readonly string[]; message: string }[] };
  };
  const errors = details?.errors ?? [];
  if (errors.length === 0) return { '': message };
  return Object.fromEntries(
    errors.map(({ path, message: text }) => {
      const field = path?.[0] ?? '';
      return [fields.includes(field) ? field : '', text];
    }),
  );
};
