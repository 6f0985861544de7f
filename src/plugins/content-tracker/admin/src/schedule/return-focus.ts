/**
 * The button whose menu an item belongs to. The menu is gone when the dialog that its item opens is closed, so the
 * keyboard has to go back to the button.
 */
export const menuButtonOf = (item: EventTarget | null): HTMLElement | null => {
  const menu = item instanceof Element ? item.closest('[role=menu]') : null;
  return document.getElementById(menu?.getAttribute('aria-labelledby') ?? '');
};
