import type { DeliveryState } from '../../shared/answers';

/** The states of a delivery, in the order of the filter. */
export const states: readonly DeliveryState[] = ['pending', 'delivered', 'failed', 'cancelled'];
