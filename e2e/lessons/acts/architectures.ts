import type { Page } from '@playwright/test';
import type { Acts } from '../taking';

/** Points at the middle of the first map, or at the first unit, of a layer. */
async function point(page: Page, layer: string): Promise<void> {
  const tile = page.locator(`[data-testid=tile][data-layer="${layer}"]`).first();
  await tile.focus();
  await tile.press('Enter');
}

export const architectures: Acts = {
  1: (page) => point(page, 'dense1'),
  3: (page) => point(page, 'conv1_2'),
};
