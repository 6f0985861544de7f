/** Android's web view, by its mark or by the version that it has kept since Android 4.4. */
const androidView = /^\w.*(?:; ?wv\)|\bVersion\/4\.0 .*\bChrome\/)/;

/** A page on iOS outside of a browser: only Safari and Chrome say both who they are and `Safari`. */
const iosView =
  /^(?!.*\b(?:Version|CriOS)\/.*Safari\/).*\((?:iPhone|iPad|iPod).*\b(?:AppleWebKit|Mobile)\/\w/;

/** Facebook for Android at times sends nothing but this. */
const facebook = /^\[FB/;

/**
 * Whether an app shows the page. Its agent ends with the app's name, which may be any word. Bots hardly ever pretend to
 * be an app: 2 of the 2,118 in `crawler-user-agents`, and both of them are readers.
 */
export const isInApp = (agent: string): boolean =>
  [androidView, iosView, facebook].some((view) => view.test(agent));

const bot =
  /(?<!cu)bots?(?![a-z])|crawl|spider|\bcompatible\b|https?:|headless|lighthouse|preview|-google\b/i;

/** Whether the agent of an app says all the same that it is a bot. */
export const saysBot = (agent: string): boolean => bot.test(agent);
