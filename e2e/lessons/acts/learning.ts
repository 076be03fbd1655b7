import type { Page } from '@playwright/test';
import { press, type Acts } from '../taking';

const play = (page: Page): Promise<void> => press(page.getByTestId('play'));

export const learning: Acts = {
  1: (page) => press(page.getByTestId('step')),
  2: play,
  3: play,
  4: play,
};
