import type { DeliveryState } from '../../shared/answers';

/**
 * The states of a delivery, that is of one message on its way to one endpoint:
 *
 * ```
 * stored with the content ──► pending ── 2xx ───────────────────────► delivered
 *                            ▲  │  │ └─ 410, or no attempt left ────► failed
 *      any other response:   │  │  └─ no longer wanted ────────────► cancelled
 *      due again later       └──┘
 * delivered, failed, cancelled ── an administrator sends it again ──► pending
 * ```
 *
 * - `pending`: an attempt is to be made, at `due_at` or later. The outbox inserts it so, in the transaction that changed
 *   the content. A worker that claims it leaves the state alone: it sets `claim` and moves `due_at` to the end of its
 *   lease. If the worker dies, the delivery is due again then; if the worker is stopped, it releases the delivery at once.
 * - `delivered`: an attempt was answered with 2xx. The worker that made the attempt writes it.
 * - `failed`: an attempt was answered with 410, or the last attempt of the schedule failed. The same worker writes it.
 * - `cancelled`: no attempt will be made. It is written when the endpoint's scope is narrowed, when a silent copy starts
 *   to send without what has waited, when an administrator gives up a held endpoint, and when a webhook was deleted.
 */
export const states = ['pending', 'delivered', 'failed', 'cancelled'] as const satisfies DeliveryState[];

/** Columns of a delivery that is cancelled. */
export const cancelledAt = (nowMs: number) => ({
  state: 'cancelled' satisfies DeliveryState,
  due_at: null,
  claim: null,
  finished_at: nowMs,
});

/** Columns of a delivery that is sent again: it goes through the whole schedule once more. */
export const sentAgainAt = (nowMs: number) => ({
  state: 'pending' satisfies DeliveryState,
  attempts: 0,
  due_at: nowMs,
  claim: null,
  finished_at: null,
});
