import type { Endpoint } from '../../../shared/answers';

/**
 * The condition of an endpoint. It is `ready` before its first delivery, `givenUp` after it was switched off because
 * it had been failing for days, `gone` after it answered 410, and `off` if an administrator switched it off. It is
 * held as `uncertain` or `lost` if an import left open which webhook it is, or if there is none.
 */
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
