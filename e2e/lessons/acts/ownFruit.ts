import { openRail, press, type Acts } from '../taking';

export const ownFruit: Acts = {
  1: (page) => press(page.getByTestId('play')),
  2: async (page) => {
    await press(page.getByTestId('confused-pair').first());
    await press(page.getByTestId('cell-picture').first());
  },
  3: async (page) => {
    await openRail(page, 'right');
    await press(page.getByTestId('tab-why'));
  },
};
