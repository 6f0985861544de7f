/**
 * Runs `work`, never concurrently. A trigger during a run causes exactly one more run, however many triggers there
 * were.
 * @param work must not throw
 * @param pauseMs how long `triggerSoon` waits
 */
export const createTrigger = (work: () => Promise<void>, pauseMs: number) => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isTriggered = false;
  let isOpen = true;

  const runWhileTriggered = async (): Promise<void> => {
    while (isTriggered && isOpen) {
      isTriggered = false;
      await work();
    }
    running = undefined;
  };

  const trigger = (): void => {
    clearTimeout(timer);
    timer = undefined;
    isTriggered = true;
    if (isOpen) running ??= runWhileTriggered();
  };

  return {
    /** Runs `work` at once, or once more after the run that is in progress. */
    trigger,
    /** Runs `work` after a pause. All calls during the pause cause one run. */
    triggerSoon(): void {
      if (isOpen) timer ??= setTimeout(trigger, pauseMs).unref();
    },
    /** Starts no more runs, and waits for the one in progress. */
    async stop(): Promise<void> {
      isOpen = false;
      clearTimeout(timer);
      await running;
    },
  };
};
