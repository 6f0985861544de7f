/** What says more than a name, and is left as it is: `compatible`, and an address of the web. */
const statement = /\bcompatible\b|:\/\/|\bwww\./i;

/** A product with its version that stands for itself, `Storebot-Google/1.0`, but not `Build/14.5`. */
const product = /^\s*(?!Build\/)[\w-]+\/\d[\d.]*\s*$/;

const isStatement = (segment: string): boolean => statement.test(segment) || product.test(segment);

/** What the maker and the model of a device come after. */
const isPlatform = (segment: string): boolean => /\b(?:android|adr|harmonyos|iemobile)\b/i.test(segment);

/**
 * Of `Linux; U; Android 15; vi-vn; CPH2581 Build/AP3A.240617.008; wv` returns `Linux; U; Android 15; wv`. Where no build
 * ends the name, it reaches to the first statement.
 */
const withoutModel = (group: string): string => {
  const segments = group.split(';');
  const platform = segments.findIndex(isPlatform);
  if (platform < 0) return group;
  const after = segments.slice(platform + 1);
  const build = after.findLastIndex((segment) => /\bBuild\//.test(segment) && !statement.test(segment));
  const more = build < 0 ? after.findIndex(isStatement) : build + 1;
  return [...segments.slice(0, platform + 1), ...(more < 0 ? [] : after.slice(more))].join(';');
};

/** A word stays: empty parentheses are what some bots send. */
const withoutNames = (part: string): string => (statement.test(part) ? part : 'device');

/** The parts of an agent in which a device or an app calls itself, or its abilities, what it likes. */
const parts: readonly [pattern: RegExp, without: (part: string) => string][] = [
  // What Facebook's apps tell of the phone: [FBAN/FB4A;FBCR/Viettel;FBDV/SM-S921B;…], often cut off.
  [/(?<=\[FB)[^\]]*/g, withoutNames],
  // Parentheses, which may hold others: (Linux; Android 9; SM-G(960) Build/PPR1).
  [/(?<=\()(?:[^()]|\([^()]*\))*/g, withoutModel],
  // Instagram's: (33/13; 420dpi; 1080x2219; samsung; SM-A536E; a53x; s5e8825; vi_VN; 529083166).
  [/(?<=\()[^()]*\d+dpi\b[^()]*/g, withoutNames],
  // A television's maker, model and software: HbbTV/1.4.1 (+DRM;Samsung;SmartTV2018;T-KTSU;;).
  [/(?<=\bHbbTV\/[\d.]+ ?\()[^()]*/gi, withoutNames],
  [/\bgoogle ?tv\b/gi, () => 'TV'],
  // A phone of before 2012 that runs Java: Java/ASVM/1.1 Profile/MIDP-2.1.
  [/java(?:(?=.*\bMIDP)|(?<=\bMIDP.*))/gi, () => 'J2ME'],
];

/**
 * Returns an agent without the names of device, build and carrier. They are any words, `Discovery` or `CUBOT` among them,
 * and say nothing of whether a person reads. The rest of the agent is left as it is.
 */
export const withoutDeviceNames = (agent: string): string =>
  parts.reduce((rest, [pattern, without]) => rest.replace(pattern, without), agent);
