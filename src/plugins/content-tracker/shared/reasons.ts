/** Why an action is held, as `reason` says it. The admin knows these sentences and says them in its own language. */
export const heldBecause = {
  gone: 'whoever scheduled it has no account any more',
  blocked: 'the account of whoever scheduled it is not active',
  forbidden: 'whoever scheduled it may no longer publish the document',
  changed: 'somebody who may not publish the document has changed it',
  imported: 'it was imported; confirm it to have it carried out',
  renamed: 'its type was away under another name; confirm it to have it carried out',
} as const;

/** Why an action was missed, as `reason` says it. */
export const missedBecause = (catchUpHours: number): string =>
  `it could not be carried out within ${catchUpHours} hours after its time`;

/** The hours in a sentence of `missedBecause`; undefined where it is another one. */
export const hoursMissed = (reason: string): string | undefined =>
  /^it could not be carried out within (\d+) hours after its time$/.exec(reason)?.[1];
