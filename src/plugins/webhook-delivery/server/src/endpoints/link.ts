/** A webhook of Settings → Webhooks. */
export interface Webhook {
  /** The number of its row. An import changes it. */
  readonly id: number;
  readonly name: string;
  readonly url: string;
}

/** An endpoint as it is stored. Secrets, health and deliveries of a webhook belong to it. */
export interface KeptEndpoint {
  /** Its own number, which is never used twice. */
  readonly key: number;
  readonly webhook: number | null;
  readonly name: string;
  readonly url: string;
  /** Whether the row was written in this database. If an import has brought it, `webhook` may be wrong. */
  readonly isLocal: boolean;
  readonly isHeld: boolean;
}

/** New values of a kept endpoint. */
export interface Link {
  readonly key: number;
  readonly webhook: number | null;
  readonly name: string;
  readonly url: string;
  readonly isHeld: boolean;
}

export interface Linking {
  /** The endpoints that change. */
  readonly links: readonly Link[];
  /** Webhooks without an endpoint. */
  readonly unkept: readonly Webhook[];
  /** Keys of endpoints whose webhook was deleted in this database. */
  readonly deleted: readonly number[];
}

const identityOf = ({ name, url }: Pick<Webhook, 'name' | 'url'>): string => JSON.stringify([name, url]);

/**
 * Finds the webhook of each kept endpoint. If both were written in this database, the webhook's number decides, whatever
 * was changed in the settings. If an import has brought them, name and URL decide, provided that exactly one endpoint and
 * one webhook have them. In all other cases the endpoint is held until an administrator decides.
 */
export const link = (webhooks: readonly Webhook[], kept: readonly KeptEndpoint[]): Linking => {
  const byId = new Map(webhooks.map((webhook) => [webhook.id, webhook]));
  const isInPlace = (endpoint: KeptEndpoint): boolean =>
    endpoint.isLocal && endpoint.webhook !== null && byId.has(endpoint.webhook);
  const taken = new Set(kept.filter(isInPlace).map(({ webhook }) => webhook));
  const free = webhooks.filter(({ id }) => !taken.has(id));
  const lost = kept.filter((endpoint) => !isInPlace(endpoint));

  const links: Link[] = [];
  const deleted: number[] = [];
  const change = (endpoint: KeptEndpoint, to: Omit<Link, 'key'>): void => {
    const isSame =
      endpoint.isLocal &&
      endpoint.webhook === to.webhook &&
      endpoint.name === to.name &&
      endpoint.url === to.url &&
      endpoint.isHeld === to.isHeld;
    if (!isSame) links.push({ key: endpoint.key, ...to });
  };

  for (const endpoint of kept.filter(isInPlace)) {
    const { id, name, url } = byId.get(endpoint.webhook as number) as Webhook;
    change(endpoint, { webhook: id, name, url, isHeld: endpoint.isHeld });
  }
  const found = new Set<number>();
  for (const endpoint of lost) {
    const { name, url } = endpoint;
    const twins = lost.filter((other) => identityOf(other) === identityOf(endpoint));
    const candidates = free.filter((webhook) => identityOf(webhook) === identityOf(endpoint));
    const isCertain = twins.length === 1 && candidates.length === 1;
    // Endpoints of the same name and URL get candidates in order, and are held.
    const webhook = candidates[twins.indexOf(endpoint)];
    if (webhook) {
      found.add(webhook.id);
      change(endpoint, { webhook: webhook.id, name, url, isHeld: !isCertain });
    } else if (endpoint.isLocal && !endpoint.isHeld) {
      deleted.push(endpoint.key);
    } else {
      change(endpoint, { webhook: null, name, url, isHeld: true });
    }
  }
  return { links, unkept: free.filter(({ id }) => !found.has(id)), deleted };
};
