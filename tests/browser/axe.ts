import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = fs.readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Strapi's own markup: its list puts `aria-sort` on heads of the role `gridcell`, its home page has the
 * titles of widgets in a grey that is too light, and its notifications are pale while they come and go.
 */
const strapis = ['th[aria-sort]', 'h2[id*="::"]', '[data-sonner-toaster]'];

/**
 * What axe finds wrong on a page, serious and critical, one line for each rule and place.
 * @param part CSS of the part of the page that is looked at
 */
export const violationsOn = async (page: Page, part = 'html'): Promise<string[]> => {
  // Strapi's buttons are paler under the mouse.
  await page.mouse.move(0, 0);
  // And its dialogs while they fade in.
  await page.evaluate(() => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    return Promise.allSettled(passing.map(({ finished }) => finished)).then(() => undefined);
  });
  await page.evaluate(source);
  const violations = await page.evaluate(
    async ({ include, exclude }) => {
      const { axe } = globalThis as any;
      const found = await axe.run({
        include: [[include]],
        exclude: exclude.map((selector) => [selector]),
      });
      return found.violations;
    },
    { include: part, exclude: strapis },
  );
  return violations
    .filter(({ impact }: any) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }: any) =>
      nodes.map(({ target, html }: any) => `${id}: ${target.join(' ')} ${html.slice(0, 120)}`),
    );
};
