import { useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { Layout } from './layout';

/** Where a key leads from the chosen bar. Up and down do the same as right and left: the chart is a slider. */
const keys: Record<string, (chosen: number, last: number) => number> = {
  ArrowLeft: (chosen) => Math.max(0, chosen - 1),
  ArrowRight: (chosen, last) => Math.min(last, chosen + 1),
  ArrowDown: (chosen) => Math.max(0, chosen - 1),
  ArrowUp: (chosen, last) => Math.min(last, chosen + 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** The bar that the mouse is over or that the keyboard has reached, and the handlers that choose it. */
export const useChosenBar = (last: number, { indexAt }: Layout) => {
  const [chosen, setChosen] = useState<number>();
  const handlers = {
    onFocus: () => setChosen((before) => before ?? last),
    onBlur: () => setChosen(undefined),
    onMouseMove: ({ clientX, currentTarget }: MouseEvent<HTMLElement>) =>
      setChosen(indexAt(clientX - currentTarget.getBoundingClientRect().left)),
    onMouseLeave: () => setChosen(undefined),
    onKeyDown: (event: KeyboardEvent) => {
      const move = keys[event.key];
      if (!move) return;
      event.preventDefault();
      setChosen(move(chosen ?? last, last));
    },
  };
  return { chosen, handlers };
};
