/** Why an action is held, as `reason` says it. The admin knows these sentences and says them in its own language. */
export const heldBecause = {
  gone: 'whoever scheduled it has no account any more',
  blocked: 'the account of whoever scheduled it is not active',
  forbidden: 'whoever scheduled it may no longer publish the document',
  changed: 'somebody who may not publish the document has changed it',
  imported: 'it was imported; confirm it to have it carried out',
  returned: 'its type was gone for a time; confirm it to have it carried out',
} as const;

/** Why an action was missed, as `reason` says it. */
export const missedBecause = (catchUpHours: number): string =>
  `it could not be carried out within ${catchUpHours === 0 ? 'a minute' : `${catchUpHours} hours`} after its time`;

/** The hours in a sentence of `missedBecause`, 0 for a minute; undefined where it is another one. */
export const hoursMissed = (reason: string): number | undefined => {
  const within = /^it could not be carried out within (a minute|\d+ hours) after its time$/.exec(reason)?.[1];
  return within === undefined ? undefined : Number.parseInt(within, 10) || 0;
};
