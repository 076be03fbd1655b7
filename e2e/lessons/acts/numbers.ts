import { closeRails, openRail, type Acts } from '../taking';

export const numbers: Acts = {
  2: async (page) => {
    await openRail(page, 'left');
    await page.getByTestId('pad').focus();
    await page.keyboard.down('Enter');
    for (let times = 0; times < 5; times += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.up('Enter');
    await closeRails(page);
    const picture = page.locator('[data-testid=tile][data-layer=input]');
    await picture.focus();
    await picture.press('ArrowLeft');
    await picture.press('ArrowRight');
  },
};
