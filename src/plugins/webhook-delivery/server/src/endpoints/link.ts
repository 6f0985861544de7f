/** A webhook of Settings → Webhooks. */
export interface Webhook {
  /** Its row's number, which an import gives anew. */
  readonly id: number;
  readonly name: string;
  readonly url: string;
}

/** What is kept of a webhook: its secrets, its health, and, under its key, its deliveries. */
export interface KeptEndpoint {
  /** Its own number, never given twice. */
  readonly key: number;
  readonly webhook: number | null;
  readonly name: string;
  readonly url: string;
  /** Whether `webhook` was written in this database, and no import has brought the row here. */
  readonly isLocal: boolean;
  readonly isHeld: boolean;
}

/** How a kept endpoint is to be from now on. */
export interface Link {
  readonly key: number;
  readonly webhook: number | null;
  readonly name: string;
  readonly url: string;
  readonly isHeld: boolean;
}

export interface Linking {
  /** Those that change. */
  readonly links: readonly Link[];
  /** Webhooks of which nothing is kept yet. */
  readonly unkept: readonly Webhook[];
  /** Keys of endpoints whose webhook was deleted here. */
  readonly deleted: readonly number[];
}

const identityOf = ({ name, url }: Pick<Webhook, 'name' | 'url'>): string => JSON.stringify([name, url]);

/**
 * Finds the webhook of each kept endpoint again. Where both were written in this database its number says which it
 * is, whatever has been changed in the settings since. Where an import has brought them, name and URL say it, if
 * exactly one of each has these. All else is not certain: the endpoint is held, and somebody has to say.
 */
export const link = (webhooks: readonly Webhook[], kept: readonly KeptEndpoint[]): Linking => {
  const byId = new Map(webhooks.map((webhook) => [webhook.id, webhook]));
  const isInPlace = (one: KeptEndpoint): boolean =>
    one.isLocal && one.webhook !== null && byId.has(one.webhook);
  const taken = new Set(kept.filter(isInPlace).map(({ webhook }) => webhook));
  const free = webhooks.filter(({ id }) => !taken.has(id));
  const lost = kept.filter((one) => !isInPlace(one));

  const links: Link[] = [];
  const deleted: number[] = [];
  const change = (one: KeptEndpoint, to: Omit<Link, 'key'>): void => {
    const isSame =
      one.isLocal &&
      one.webhook === to.webhook &&
      one.name === to.name &&
      one.url === to.url &&
      one.isHeld === to.isHeld;
    if (!isSame) links.push({ key: one.key, ...to });
  };

  for (const one of kept.filter(isInPlace)) {
    const { id, name, url } = byId.get(one.webhook as number) as Webhook;
    change(one, { webhook: id, name, url, isHeld: one.isHeld });
  }
  const found = new Set<number>();
  for (const one of lost) {
    const { name, url } = one;
    const twins = lost.filter((other) => identityOf(other) === identityOf(one));
    const candidates = free.filter((webhook) => identityOf(webhook) === identityOf(one));
    const isCertain = twins.length === 1 && candidates.length === 1;
    // Twins take what there is in their order, and wait for somebody to look.
    const webhook = candidates[twins.indexOf(one)];
    if (webhook) {
      found.add(webhook.id);
      change(one, { webhook: webhook.id, name, url, isHeld: !isCertain });
    } else if (one.isLocal && !one.isHeld) {
      deleted.push(one.key);
    } else {
      change(one, { webhook: null, name, url, isHeld: true });
    }
  }
  return { links, unkept: free.filter(({ id }) => !found.has(id)), deleted };
};
