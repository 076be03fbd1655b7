// axe-core in the page, through every shadow root.

import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Runs in the page: what is half faded in has another contrast. */
async function movesEnd(): Promise<void> {
  const under = (root: Document | ShadowRoot): Animation[] => [
    ...root.getAnimations(),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? under(shadowRoot) : [])),
  ];
  for (;;) {
    const moves = under(document).filter(
      ({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity,
    );
    if (moves.length === 0) return;
    await Promise.allSettled(moves.map(({ finished }) => finished));
  }
}

/** No rule that axe knows is broken. `state` names the page's state in messages. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(source, 'utf8'));
  await page.evaluate(movesEnd);
  // Without `preload`: it would copy style sheets into style elements, which the page's policy forbids, for a rule of tilted
  // screens that is off.
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    const results = await axe.run({ resultTypes: ['violations'], preload: false });
    return results.violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map(({ target, failureSummary }) => `${JSON.stringify(target)} ${failureSummary ?? ''}`).join(' | ')}`,
    );
  });
  expect(violations, `axe, ${state}`).toEqual([]);
}
