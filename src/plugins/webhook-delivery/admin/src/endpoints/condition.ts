import type { Endpoint } from '../api';

/** How an endpoint is doing; `since` where that is known. */
export type Condition =
  | { readonly kind: 'ready' | 'working' | 'off' | 'uncertain' | 'lost' }
  | { readonly kind: 'failing' | 'givenUp' | 'gone'; readonly since: string };

export const conditionOf = (endpoint: Endpoint): Condition => {
  const { isEnabled, heldBecause, failingSince, switchedOffAt, switchedOffBecause, delivered } = endpoint;
  if (heldBecause) return { kind: heldBecause };
  if (isEnabled && failingSince) return { kind: 'failing', since: failingSince };
  if (isEnabled) return { kind: delivered > 0 ? 'working' : 'ready' };
  if (!switchedOffAt) return { kind: 'off' };
  return { kind: switchedOffBecause === 'gone' ? 'gone' : 'givenUp', since: switchedOffAt };
};
