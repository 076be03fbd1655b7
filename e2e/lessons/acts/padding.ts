import { choose, openLayer } from '../network';
import type { Acts } from '../taking';

export const padding: Acts = {
  2: async (page) => {
    const map = page.locator('[data-testid=tile][data-layer=conv1][data-channel="0"]');
    await map.focus();
    await map.press('End');
  },
  3: async (page) => {
    await openLayer(page, 'conv1');
    await choose(page, 'padding', 'valid');
  },
};
