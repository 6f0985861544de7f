import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = fs.readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong on a page, serious and critical, one line for each rule and place. */
export const violationsOn = async (page: Page, excluded: readonly string[] = []): Promise<string[]> => {
  await page.evaluate(source);
  const violations = await page.evaluate(async (exclude) => {
    const { axe } = globalThis as any;
    const found = await axe.run({ exclude: exclude.map((selector) => [selector]) });
    return found.violations;
  }, excluded);
  return violations
    .filter(({ impact }: any) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }: any) =>
      nodes.map(({ target, html }: any) => `${id}: ${target.join(' ')} ${html.slice(0, 120)}`),
    );
};
