/** Why an action is held, as `reason` says it. The admin knows these sentences and says them in its own language. */
export const heldBecause = {
  gone: 'who scheduled it has no account any more',
  blocked: 'the account of who scheduled it is not active',
  forbidden: 'who scheduled it may no longer publish the document',
  changed: 'somebody who may not publish the document has changed it',
  imported: 'it was imported; confirm it to have it carried out',
} as const;

/** Why an action was missed, as `reason` says it. */
export const missedBecause = (catchUpHours: number): string =>
  `no server was up for more than ${catchUpHours} hours after its time`;

/** The hours in a sentence of `missedBecause`; undefined where it is another one. */
export const hoursMissed = (reason: string): string | undefined =>
  /^no server was up for more than (\d+) hours after its time$/.exec(reason)?.[1];
