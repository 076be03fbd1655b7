// The list of layers, by keys alone.

import { expect, type Page } from '@playwright/test';
import { openRail, press } from './taking';

/** Opens the controls of a layer, in the drawer where the list is in one. */
export async function openLayer(page: Page, layer: string): Promise<void> {
  await openRail(page, 'left');
  const row = page.locator(`[data-testid=stack-layer][data-layer="${layer}"]`);
  if ((await row.getAttribute('aria-expanded')) !== 'true') await press(row);
}

/** Moves the slider of an option of the layer that is open, and means it. */
export async function slide(page: Page, option: string, to: number): Promise<void> {
  const slider = page.getByTestId(`option-${option}`);
  // While the network is built, nothing can be changed.
  await expect(slider).toBeEnabled();
  await slider.focus();
  const steps = to - Number(await slider.inputValue());
  for (let step = 0; step < Math.abs(steps); step += 1)
    await slider.press(steps > 0 ? 'ArrowUp' : 'ArrowDown');
  await slider.press('Enter');
}

/** Chooses a value of an option of the layer that is open. */
export async function choose(page: Page, option: string, value: string): Promise<void> {
  const button = page.getByTestId(`option-${option}`).getByRole('button', { name: value, exact: true });
  await expect(button).toBeEnabled();
  await press(button);
}
