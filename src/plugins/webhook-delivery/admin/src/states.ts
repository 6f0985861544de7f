/** What may become of a message on its way to one endpoint. */
export const states = ['pending', 'delivered', 'failed', 'cancelled'] as const;
export type State = (typeof states)[number];
