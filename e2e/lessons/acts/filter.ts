import { openRail, press, type Acts } from '../taking';

export const filter: Acts = {
  3: async (page) => {
    await openRail(page, 'right');
    await press(page.getByTestId('tab-kernel'));
    for (const [cell, weight] of [
      [1, '-1'],
      [7, '1'],
    ] as const) {
      await press(page.getByTestId('weights').locator(`[data-cell="${cell}"]`));
      await page.keyboard.type(weight);
      await page.keyboard.press('Enter');
    }
  },
};
