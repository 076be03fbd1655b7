// axe-core in the page, through every shadow root.

import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * Runs in the page: what is half faded in has another contrast. Animations are brought to their end rather than waited for: where
 * something is drawn anew all the time there is always one that runs, and one in a closed part of the page never ends.
 */
function endAnimations(): void {
  const end = (root: Document | ShadowRoot): void => {
    for (const animation of root.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) end(shadowRoot);
  };
  end(document);
}

/** No rule that axe knows is broken. `state` names the page's state in messages. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(source, 'utf8'));
  await page.evaluate(endAnimations);
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
