/**
 * Has work done at once or in a moment, never twice at the same time: who asks while it is being done has it
 * done once more afterwards.
 * @param work must not throw
 */
export const createRepeat = (work: () => Promise<void>, pauseMs: number) => {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  let isAsked = false;
  let isOpen = true;

  const workOn = async (): Promise<void> => {
    while (isAsked && isOpen) {
      isAsked = false;
      await work();
    }
    working = undefined;
  };

  const now = (): void => {
    clearTimeout(timer);
    timer = undefined;
    isAsked = true;
    if (isOpen) working ??= workOn();
  };

  return {
    now,
    /** What is asked for until then is done together. */
    soon(): void {
      if (isOpen) timer ??= setTimeout(now, pauseMs).unref();
    },
    /** Begins nothing more, and waits for what is being done. */
    async stop(): Promise<void> {
      isOpen = false;
      clearTimeout(timer);
      await working;
    },
  };
};
