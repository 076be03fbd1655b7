import { type Page } from '@playwright/test';
import { press, type Act, type Acts } from '../taking';

/** Presses an arrow key on the picture until a cell is silent, or so many times. */
async function move(page: Page, key: string, times: number): Promise<void> {
  const picture = page.getByTestId('shift-picture');
  await picture.focus();
  for (let at = 0; at < times; at += 1) await picture.press(key);
}

const toTheRight =
  (times: number): Act =>
  (page) =>
    move(page, 'ArrowRight', times);

export const shifts: Acts = {
  1: toTheRight(1),
  2: toTheRight(4),
  3: async (page) => {
    await press(page.getByTestId('shift-cover'));
    await move(page, 'ArrowUp', 7);
  },
  4: toTheRight(6),
};
