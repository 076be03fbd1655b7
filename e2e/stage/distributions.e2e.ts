// A run that goes wrong says so, the numbers of its layers show where, and it can be set back.

import { expect } from '@playwright/test';
import { test } from '../support/test';
import type { TrainFacade } from '../../src/session/facade';
import { expectAccessible } from '../support/axe';
import { chooseLanguage, takeStep } from '../support/app';
import { onePage } from '../support/onePage';

const app = onePage({ colorScheme: 'light', locale: 'en-GB' });

test('the loss opens the numbers of the layers; by the keyboard, and back', async () => {
  const { page } = app;
  await takeStep(page);
  const button = page.getByTestId('open-distributions');
  await button.focus();
  await page.keyboard.press('Enter');
  const table = page.getByTestId('distributions');
  await expect(table.getByRole('row')).toHaveCount(6);
  await expect(table.getByRole('rowheader')).toHaveText([
    /Conv2D.*28×28×6/s,
    /Conv2D.*10×10×16/s,
    /Dense.*120/s,
    /Dense.*84/s,
    /Dense.*10/s,
  ]);
  await expect(table.getByRole('img', { name: /^Weights of Conv2D, from −0\.\d+ to 0\.\d+$/ })).toHaveCount(
    2,
  );
  await expect(page.getByTestId('finding')).toHaveText(/Nothing conspicuous/);
  await expectAccessible(page, 'numbers of the layers');
  // Another step: other weights, other counts.
  const first = table.locator('path').first();
  const before = await first.getAttribute('d');
  await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    await session.step();
  });
  await expect.poll(() => first.getAttribute('d')).not.toBe(before);
  await page.keyboard.press('Escape');
  await expect(table).toHaveCount(0);
  await expect(button).toBeFocused();
});

test('a learning rate of 10: the page says since when, shows silent layers, and goes back', async () => {
  const { page } = app;
  await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    session.setLearningRate(10);
    session.play();
  });
  const notice = page.getByTestId('notice');
  await expect(notice).toContainText(
    /The loss has grown to [\d.e]+ after step \d+\. Guessing alone gives 2\.3/,
  );
  await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    await session.pause();
  });
  await page.getByTestId('show-layers').click();
  await expect(page.getByTestId('finding')).toContainText('never fire');
  // A press elsewhere closes the panel.
  await chooseLanguage(page, 'ja');
  await page.getByTestId('show-layers').click();
  await expect(page.getByTestId('finding')).toContainText('ReLU の出力が 0 です');
  await expect(notice).toContainText('損失が');
  await chooseLanguage(page, 'en');
  await page.getByTestId('go-back-slower').click();
  await expect(notice).toHaveCount(0);
  await expect
    .poll(() =>
      page.evaluate(() => {
        const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
        return session.settings.learningRate;
      }),
    )
    .toBe(0.001);
});
