// The training settings: chosen by the keyboard, applied as one change, written into the code, read back from it, undone.

import { expect, type Page } from '@playwright/test';
import { test } from '../support/test';
import type { SessionSettings, TrainFacade } from '../../src/session/facade';
import { expectAccessible } from '../support/axe';
import { chooseLanguage, sessionOf, takeStep } from '../support/app';
import { onePage } from '../support/onePage';

test.describe.configure({ mode: 'serial' });

const app = onePage({
  colorScheme: 'light',
  locale: 'en-GB',
  viewport: { width: 1280, height: 720 },
  permissions: ['clipboard-read', 'clipboard-write'],
});

const settingsOf = (page: Page): Promise<SessionSettings> =>
  page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    return session.settings;
  });

async function openPanel(page: Page): Promise<void> {
  await page.getByTestId('change-rate').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('rate-slider')).toBeFocused();
  await page.getByTestId('training-settings').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('set-optimizer')).toBeVisible();
}

const WANTED = {
  ...{ optimizer: 'sgd', optimizerOptions: { momentum: 0.9, clipnorm: 2 }, learningRate: 0.05 },
  ...{ schedule: { kind: 'exponential', decaySteps: 938, decayRate: 0.9 }, batchSize: 32, epochs: 4 },
  earlyStopping: { every: 'epoch', patience: 3 },
  reduceOnPlateau: { factor: 0.5 },
  ...{ labelSmoothing: 0.1, classWeights: 'balanced' },
};

test('what is chosen is one change, and the next step takes it', async () => {
  const { page } = app;
  await openPanel(page);
  await expectAccessible(page, 'the training settings are open');
  await expect(page.getByTestId('set-apply')).toBeDisabled();
  await page.getByTestId('set-optimizer').selectOption({ label: 'SGD' });
  // Another optimizer begins with Keras's rate.
  await expect(page.getByTestId('set-learning_rate')).toHaveValue('0.01');
  await page.getByTestId('set-learning_rate').fill('0.05');
  await page.getByTestId('set-schedule').selectOption('ExponentialDecay');
  await expect(page.getByTestId('set-schedule-decay_steps')).toHaveValue('938');
  await page.getByTestId('set-batch_size').fill('32');
  await page.getByTestId('set-epochs').fill('4');
  await page.getByTestId('set-early').focus();
  await page.keyboard.press('Space');
  await page.getByTestId('set-early-patience').fill('3');
  await page.getByTestId('set-reduce').check();
  await page.getByTestId('set-reduce-factor').fill('0.5');
  await expect(page.locator('cs-training-settings')).toContainText('no validation pictures');
  await page.getByTestId('set-more').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('set-optimizer-momentum').fill('0.9');
  await page.getByTestId('set-clip').selectOption('clipnorm');
  await page.getByTestId('set-clipnorm').fill('-2');
  await page.getByTestId('set-label_smoothing').fill('0.1');
  await page.getByTestId('set-class_weight').selectOption('balanced');
  await page.getByTestId('set-apply').click();
  await expect(page.getByTestId('set-wrong')).toHaveText(
    'SGD: clipnorm must be a number of at least 0. Received -2.',
  );
  await expect(page.getByTestId('set-clipnorm')).toBeFocused();
  await expectAccessible(page, 'a number of the training settings is wrong');
  expect((await settingsOf(page)).optimizer).toBe('adam');
  await page.getByTestId('set-clipnorm').fill('2');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await settingsOf(page)).optimizer).toBe('sgd');
  expect(await settingsOf(page)).toMatchObject(WANTED);
  await expect(page.getByTestId('set-note')).toHaveText('Nothing is changed yet.');
  await expect(page.getByTestId('set-reset')).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('change-rate')).toBeFocused();
  await expect(page.getByTestId('change-rate')).toContainText('0.05 SGD');
  await takeStep(page);
  expect((await sessionOf(page)).step).toBe(1);
});

test('the code says the same, and read back it changes nothing', async () => {
  const { page } = app;
  await page.getByTestId('tab-code').click();
  const standing = page.getByTestId('code-standing');
  await expect(standing).toHaveAttribute('data-standing', 'same');
  await page.getByTestId('copy-code').click();
  await expect(standing).toHaveText('Copied');
  const code = await page.evaluate(() => navigator.clipboard.readText());
  for (const part of [
    'SGD(learning_rate=ExponentialDecay(initial_learning_rate=0.05, decay_steps=938, decay_rate=0.9), momentum=0.9, clipnorm=2)',
    'loss=CategoricalCrossentropy(label_smoothing=0.1)',
    'callbacks=[EarlyStopping(patience=3, restore_best_weights=True), ReduceLROnPlateau(factor=0.5)]',
    'class_weight=dict(enumerate(len(y_train) / (10 * np.bincount(y_train.argmax(axis=1), minlength=10))))',
  ])
    expect(code).toContain(part);
  const editor = page.getByTestId('code-editor').locator('.cm-content');
  await editor.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(code.replace('patience=3', 'patience=6'));
  await expect
    .poll(async () => (await settingsOf(page)).earlyStopping)
    .toEqual({ every: 'epoch', patience: 6 });
  await expect(standing).toHaveAttribute('data-standing', 'same');
  expect(await settingsOf(page)).toMatchObject({ ...WANTED, earlyStopping: { every: 'epoch', patience: 6 } });
});

test('undo brings back what was before, in the panel and in Japanese, too', async () => {
  const { page } = app;
  await page.getByTestId('tab-layers').click();
  await chooseLanguage(page, 'ja');
  await page.emulateMedia({ colorScheme: 'dark' });
  await openPanel(page);
  await expect(page.getByTestId('set-early-patience')).toHaveValue('6');
  await expectAccessible(page, 'the training settings are open, in Japanese');
  await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    await session.editing.go(0);
  });
  await expect(page.getByTestId('set-optimizer')).toHaveValue('adam');
  await expect(page.getByTestId('set-early')).not.toBeChecked();
  expect(await settingsOf(page)).toMatchObject({ optimizer: 'adam', learningRate: 0.002, batchSize: 64 });
  await expect(page.locator('cs-training-settings')).toContainText('最適化手法');
  await page.keyboard.press('Escape');
  await chooseLanguage(page, 'en');
});

test('several outputs have a loss weight each: by the keyboard, as one change, undone', async () => {
  const { page } = app;
  const weights = async (): Promise<unknown> => (await settingsOf(page)).lossWeights ?? null;
  await chooseLanguage(page, 'en');
  await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const dense = (name: string, units: number, activation: string, inputs: string[]) => ({
      ...{ name, kind: 'dense', options: { units, activation }, inputs },
    });
    await session.startAfresh({
      ...{ name: 'auxiliary', input: [28, 28, 1], outputs: ['late', 'early'] },
      layers: [
        { name: 'row', kind: 'flatten', options: {}, inputs: ['input'] },
        dense('early', 10, 'softmax', ['row']),
        dense('hidden', 16, 'relu', ['row']),
        dense('late', 10, 'softmax', ['hidden']),
      ],
    });
  });
  if (!(await page.getByTestId('set-optimizer').isVisible())) await openPanel(page);
  const field = page.getByTestId('set-loss_weights[1]');
  await expect(field).toHaveValue('1');
  await expect(page.getByRole('group', { name: 'Loss weights' })).toContainText('early');
  await field.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('-1');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('set-wrong')).toHaveText(
    'compile: loss_weights[1] must be a number of at least 0. Received -1.',
  );
  await expect(field).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('0.3');
  await expectAccessible(page, 'loss weights');
  await page.keyboard.press('Enter');
  await expect.poll(weights).toEqual([1, 0.3]);
  await expect(page.getByTestId('set-apply')).toBeDisabled();
  await takeStep(page);
  const { history } = await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    return { history: [...session.history.loss] };
  });
  // Ten classes are guessed twice, once with a weight of 0.3.
  expect(history[0]! / Math.log(10)).toBeGreaterThan(1.1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(weights).toBeNull();
  await openPanel(page);
  await expect(field).toHaveValue('1');
  // The panel closes with a click outside it.
  await page.getByTestId('redo').click();
  await expect.poll(weights).toEqual([1, 0.3]);
});
