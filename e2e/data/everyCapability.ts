// The stage's twelve capabilities (docs/stage.md) on a data set, in one page: hover, opened maps, walk, slow motion, Why,
// shifts, poolings, twins, time travel, editing, code, save and load.

import { expect, test, type Page } from '../support/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrainFacade } from '../../src/session/facade';
import {
  bitsOf,
  firstDifference,
  open,
  readTensor,
  ready,
  sessionOf,
  shownParameters,
  takeStep,
  type App,
} from '../support/app';
import { firstOfClass, type DataSetCase } from '../support/dataSets';
import { drop } from '../support/drop';
import { compute, type Tensors } from '../support/reference';
import {
  LABEL,
  edit,
  expectMaps,
  hover,
  lookBack,
  occlude,
  openMap,
  pool,
  readCode,
  shift,
  slowMotion,
  twins,
  walk,
  type Scene,
} from './capabilities';
import { WORDS } from './words';

const STEPS = 2;

async function takeSteps(page: Page): Promise<void> {
  for (let step = 0; step < STEPS; step++) await takeStep(page);
}

/** Waits until all is written, at rest with the last step. */
const written = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const app = document.querySelector('convscope-app') as unknown as {
      session: TrainFacade;
      written: Promise<void>;
    };
    while ((app.session.lastSaved?.checkpoint.step ?? 0) < app.session.progress.step)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await app.written;
  });

/** The tests of a file. @param more tests that follow on the same page */
export function testEveryCapability(data: DataSetCase, more?: (scene: () => Scene) => void): void {
  test.describe(data.name, () => tests(data, more));
}

function tests(data: DataSetCase, more?: (scene: () => Scene) => void): void {
  const { language, shape } = data;
  const names = Object.values(data.classes);
  const ids = Object.keys(data.classes);
  let app: App;
  let folder = '';
  let untrained: Tensors;
  let scene: Scene;

  test.describe.configure({ mode: 'serial' });
  test.beforeAll(async ({ browser }) => {
    folder = mkdtempSync(join(tmpdir(), 'convscope-'));
    app = await open(browser, {
      colorScheme: 'light',
      locale: language === 'ja' ? 'ja-JP' : 'en-GB',
      viewport: { width: 1600, height: 900 },
      acceptDownloads: true,
      ...(data.hash === undefined ? {} : { hash: data.hash }),
    });
  });
  test.afterAll(async () => {
    rmSync(folder, { recursive: true });
    expect(app.watched.complaints).toEqual([]);
    await app.page.close();
  });

  test('the data set is used; the rail says name, counts and classes', async () => {
    const { page } = app;
    await page.getByTestId('change-data').click();
    await data.choose(page, folder);
    if (data.keepsNetwork) await page.getByTestId('use-own').check();
    await page.getByTestId('use-data').click();
    await expect(page.getByTestId('use-outcome')).toContainText(WORDS[language].fitted(shape.join('×')));
    await page.getByTestId('use-stage').click();
    await expect(page.getByTestId('data-name')).toHaveText(data.name);
    await expect(page.getByTestId('data-facts')).toHaveText(data.facts);
    for (const id of ids)
      await expect(page.getByTestId(`sample-${id}`)).toHaveAttribute('title', data.classes[id]!);
    await expect(page.getByTestId('probability').locator('b')).toHaveText(names);
    untrained = await shownParameters(page);
  });

  test('after some steps maps and kernels of every layer are the reference’s', async () => {
    const { page } = app;
    await takeSteps(page);
    expect(firstDifference(untrained, await shownParameters(page)), 'it has learned').not.toBeNull();
    await page.getByTestId(`sample-${ids[LABEL]}`).click();
    const picture = await firstOfClass(page, LABEL);
    expect(picture.shape).toEqual([...shape]);
    await expect.poll(async () => (await readTensor(page, 'input')).data).toEqual(picture.data);
    scene = { page, language, names, computed: await compute(page, picture) };
    await expectMaps(page, scene.computed);
  });

  test('hover: a cell of the first convolution', () => hover(scene));
  test('opened map: what each channel adds', () => openMap(scene));
  test('walk: the sum grows to the number of the cell', () => walk(scene));
  test('slow motion: the label of the picture and its loss', () => slowMotion(scene));
  test('Why: what a covered square changes', () => occlude(scene));
  test('shifts: a cell answers to the moved picture', () => shift(scene));
  test('poolings: the picture under both', () => pool(scene));
  test('twins take a step each', () => twins(scene));
  test('time travel: step 0 as it was', () => lookBack(scene, untrained));
  test('editing: a filter more, and undo', () => edit(scene));
  test('code: the shape of the pictures, and all parameters', () => readCode(scene));

  test('save and load: reloaded it goes on, and from a file it goes on to the same bits', async () => {
    const { page } = app;
    const { step } = await sessionOf(page);
    const bits = await bitsOf(page);
    await page.getByTestId('open-files').click();
    const coming = page.waitForEvent('download');
    await page.getByTestId('save-session').click();
    const path = join(folder, 'session.zip');
    await (await coming).saveAs(path);
    await page.getByTestId('files-close').click();
    await written(page);
    await page.reload();
    await ready(page);
    await expect(page.getByTestId('data-name')).toHaveText(data.name);
    await expect(page.getByTestId('data-facts')).toHaveText(data.facts);
    expect((await sessionOf(page)).step).toBe(step);
    expect(await bitsOf(page)).toBe(bits);
    await takeSteps(page);
    const onward = await bitsOf(page);
    await drop(page, path);
    await expect(page.getByTestId('files-plan')).toContainText(WORDS[language].resumes(step));
    await page.getByTestId('files-take').click();
    await expect(page.getByTestId('files')).toBeHidden();
    expect(await bitsOf(page)).toBe(bits);
    await takeSteps(page);
    expect(await bitsOf(page)).toBe(onward);
    await expect(page.getByTestId('data-name')).toHaveText(data.name);
  });

  more?.(() => scene);
}
