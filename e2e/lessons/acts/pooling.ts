import { numbersOf, openRail, press, type Acts } from '../taking';

export const pooling: Acts = {
  2: async (page) => {
    const { row, column } = await numbersOf(page);
    const map = page.getByTestId('pool-difference').getByRole('grid');
    await map.focus();
    // From the first cell of the map.
    await map.press('Home');
    for (let at = 0; at < 14; at += 1) await map.press('ArrowUp');
    for (let at = 0; at < 14; at += 1) await map.press('ArrowLeft');
    for (let at = 0; at < Number(row); at += 1) await map.press('ArrowDown');
    for (let at = 0; at < Number(column); at += 1) await map.press('ArrowRight');
  },
  3: async (page) => {
    await openRail(page, 'left');
    await press(page.locator('[data-testid=stack-layer][data-layer=pool1]'));
    await page.getByTestId('option-pool_size').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
  },
  4: async (page) => {
    await press(page.getByTestId('tab-twins'));
    const where = page.getByTestId('twins-where');
    const play = page.getByTestId('twins-play');
    await press(play);
    const { least } = await numbersOf(page);
    await page.waitForFunction(
      ([element, step]) => Number(element.getAttribute('data-step')) >= Number(step),
      [await where.elementHandle(), least] as const,
    );
    await press(play);
  },
};
