/**
 * Why a view was not counted, in the order in which it is found out. `excluded` stands for addresses that the
 * configuration names, such as those of the office and of monitoring; `flood` for more views of one household than people
 * make.
 */
export type RefusalReason = 'prefetch' | 'opt-out' | 'excluded' | 'bot' | 'repeat' | 'flood';
