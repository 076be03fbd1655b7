import { openRail, press, type Acts } from '../taking';

export const answer: Acts = {
  3: async (page) => {
    await openRail(page, 'right');
    await press(page.getByTestId('tab-kernel'));
    const bias = page.getByTestId('bias');
    await bias.focus();
    await bias.fill('20');
    await bias.press('Enter');
  },
  4: async (page) => {
    await press(page.getByTestId('play'));
    await page.getByTestId('lesson-reveal').waitFor();
  },
};
