import { openRail, press, type Acts } from '../taking';

export const channels: Acts = {
  2: async (page) => {
    await press(page.locator('[data-testid=tile][data-layer=conv2][data-channel="0"]'));
  },
  3: async (page) => {
    await openRail(page, 'left');
    await press(page.locator('[data-testid=stack-layer][data-layer=conv1]'));
    await page.getByTestId('option-filters').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
  },
};
