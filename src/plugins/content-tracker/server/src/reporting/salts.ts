/** Returns the secret of a day (UTC days since the epoch), in hex. */
export type Salts = (day: number) => string;

export type Random = (bytes: number) => Buffer;

export const newSalt = (random: Random): string => random(32).toString('hex');

export const isSalt = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** Makes salts that are kept in this process only. A salt is forgotten as soon as that of another day is asked for. */
export const createOwnSalts = (random: Random): Salts => {
  let salt = '';
  let saltDay = -1;
  return (day) => {
    if (day !== saltDay) {
      salt = newSalt(random);
      saltDay = day;
    }
    return salt;
  };
};
