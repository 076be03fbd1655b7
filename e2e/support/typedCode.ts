// A network that is typed as Keras code into the open page.

import { expect, type Page } from './test';
import { frames, layersOf, readParameters, takeStep } from './app';

/** In place of the code that is there. */
export async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByTestId('tab-code').click();
  await page.getByTestId('code-editor').locator('.cm-content').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(code);
}

/**
 * Types a network, and trains it for a step once it is built.
 * @param layer one that only this network has
 * @returns parameters before and after the step
 */
export async function trainTyped(
  page: Page,
  code: string,
  layer: string,
): Promise<Record<'before' | 'after', Awaited<ReturnType<typeof readParameters>>>> {
  await takeStep(page);
  await typeCode(page, code);
  await expect.poll(async () => (await layersOf(page)).map(({ name }) => name)).toContain(layer);
  await expect(page.getByTestId('code-standing')).toHaveAttribute('data-standing', 'same');
  await frames(page, 3);
  const before = await readParameters(page);
  await takeStep(page);
  return { before, after: await readParameters(page) };
}
