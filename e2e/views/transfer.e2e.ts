// Transfer learning on the stage: MobileNetV2's front and the head as one network. The front is frozen and says so; a
// layer and those behind it are unfrozen, trained with a lower rate, and undone.

import { expect, test } from '../support/test';
import sharp from 'sharp';
import type { Lab } from '../../src/lab/lab';
import type { TrainFacade } from '../../src/session/facade';
import { firstDifference, load, readTensor, shownParameters, type App } from '../support/app';
import { fruitPicture } from '../support/fakeCamera';

test.describe.configure({ mode: 'serial' });

let app: App;
test.beforeAll(async ({ browser }) => {
  const viewport = { width: 1280, height: 720 };
  app = await load(browser, { locale: 'en-GB', hash: 'view=lab', viewport });
  const { page } = app;
  await page.getByTestId('way-transfer').check();
  for (const fruit of ['apple', 'banana'] as const) {
    const picture = await fruitPicture(fruit);
    const rotated = [0, 90, 180, 270].map(async (angle) => ({
      ...{ name: `${fruit}-${'abcd'[angle / 90]}.jpg`, mimeType: 'image/jpeg' },
      buffer: await sharp(picture).rotate(angle).jpeg().toBuffer(),
    }));
    await page.getByTestId(`into-${fruit}`).check();
    const [dialog] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByTestId('pick-files').click(),
    ]);
    await dialog.setFiles(await Promise.all(rotated));
    await expect(page.getByTestId(`class-${fruit}`)).toContainText('4');
  }
  await page.locator('cs-lab-train summary').click();
  // Each picture goes through the front once.
  await page.getByTestId('lab-augment').uncheck();
  await page.getByTestId('lab-epochs').fill('10');
  await page.getByTestId('lab-epochs').press('Tab');
  await page.getByTestId('lab-train').click();
  await expect(page.getByTestId('lab-result')).toContainText('held-out pictures');
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

test('opens with the picture that was tried, and answers as the lab did; the front is frozen', async () => {
  const { page } = app;
  await expect(page.getByTestId('said')).toBeVisible();
  const tried = await page.evaluate(() => {
    const element = document.querySelector('convscope-app')!.shadowRoot!.querySelector('cs-lab')!;
    const { lab } = element.shadowRoot!.querySelector('cs-lab-train') as unknown as { lab: Lab };
    return lab.live!.answer!.now;
  });
  await page.getByTestId('try-look').click();
  await expect(page.getByTestId('rail-left')).toContainText('160×160×3');
  const shown = await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { layers, classNames, progress } = session;
    const learning = layers.filter(({ parameterCount, frozen }) => parameterCount > 0 && !frozen);
    return { classNames, step: progress.step, learning: learning.map(({ name }) => name) };
  });
  expect(shown).toEqual({ classNames: ['apple', 'banana'], step: 0, learning: ['detect', 'answer'] });
  const { data } = await readTensor(page, 'answer');
  data.forEach((value, at) => expect(value).toBeCloseTo(tried[at]!, 4));
  // A picture with more pixels than its place has is scaled down.
  const [place, picture] = await Promise.all(
    ['cs-field', 'cs-field cs-overlay .paper'].map((part) => page.locator(part).boundingBox()),
  );
  expect(picture!.width).toBeGreaterThan(80);
  expect(picture!.width).toBeLessThanOrEqual(place!.width + 0.5);
  // On the stage and in the list, each lock with its words.
  const locks = page.getByTestId('frozen');
  await expect(locks.first()).toHaveAttribute('aria-label', 'frozen: training does not change it');
  expect(await locks.count()).toBeGreaterThan(30);
  await expect(page.getByTestId('total').locator('..')).toContainText(/[\d,]+ frozen/);
});

test('a step of training leaves the front as it is, to the bit', async () => {
  const { page } = app;
  const before = await shownParameters(page);
  await page.getByTestId('step').click();
  await expect(page.getByTestId('where')).toHaveAttribute('data-step', '1');
  const after = await shownParameters(page);
  const changed = [...after.keys()].filter((name) =>
    firstDifference(new Map([[name, before.get(name)!]]), new Map([[name, after.get(name)!]])),
  );
  expect(changed).toEqual(['detect/kernel', 'detect/bias', 'answer/kernel', 'answer/bias']);
});

test('the last block is unfrozen, its weights kept; a lower rate is proposed; undo freezes it again', async () => {
  const { page } = app;
  const before = await shownParameters(page);
  await page.locator('[data-testid=stack-layer][data-layer=block_6_expand_relu]').click();
  await page.getByTestId('unfreeze-from').click();
  const frozen = (): Promise<boolean | undefined> =>
    page.evaluate(() => {
      const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
      return session.layers.find(({ name }) => name === 'block_6_project_BN')?.frozen;
    });
  await expect.poll(frozen).toBe(false);
  expect(firstDifference(before, await shownParameters(page))).toBeNull();
  await page.getByTestId('slower').click();
  await expect(page.getByTestId('slower-hint')).toHaveCount(0);
  await page.getByTestId('undo').click();
  await page.getByTestId('undo').click();
  await expect.poll(frozen).toBe(true);
});
