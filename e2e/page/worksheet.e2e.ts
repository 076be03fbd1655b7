// A worksheet: the state of the page goes into a link, and comes out of it elsewhere; what it replaces is kept. A link that
// is not one changes nothing. In a frame of another page there is the stage alone.

import { expect, test, type Page } from '../support/test';
import { createHash } from 'node:crypto';
import type { StageElement } from '../../src/elements/stage/stage';
import type { TrainFacade } from '../../src/session/facade';
import { bitsOf, open, ready, stateIs, takeStep, written } from '../support/app';
import { onePage } from '../support/onePage';
import { expectAccessible } from '../support/axe';

test.describe.configure({ mode: 'serial' });

const TASK = 'Which filter responds to <b>vertical</b> edges?';

let link: string;
/** Of the run that the link describes, at its beginning. */
let initial: string;

const app = onePage({
  colorScheme: 'light',
  locale: 'en-GB',
  viewport: { width: 1280, height: 720 },
});

/** What of a session a link holds. */
const stateOf = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { network, settings, data } = session;
    return { network, settings, data: data.reference };
  });

/** Of the parameters alone: a learning rate that was changed by hand reaches the GPU's clock with the next step. */
const parametersBits = async (page: Page): Promise<string> => {
  const slabs = (await bitsOf(page)).split('\n').filter((slab) => !slab.startsWith('clock'));
  return createHash('sha256').update(slabs.join('\n')).digest('hex');
};

/** The map that is opened on the stage. */
const mapOf = (page: Page): Promise<unknown> =>
  page.getByTestId('stage').evaluate((stage: StageElement) => {
    const { layer, channel } = stage.open ?? {};
    return { layer, channel };
  });

const stepOf = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      (document.querySelector('convscope-app') as unknown as { session: TrainFacade }).session.progress.step,
  );

test('a network of one’s own, a seed, a picture and a cell become a link', async () => {
  const { page } = app;
  await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { layers, ...network } = session.network;
    const changed = layers.map((layer) =>
      layer.name === 'conv1' ? { ...layer, options: { ...layer.options, strides: 2 } } : layer,
    );
    await session.editing.change({ ...network, layers: changed }, { key: 'option', values: {} });
    await session.reseed(17);
    session.setLearningRate(0.005);
    await session.pause();
  });
  await page.getByTestId('sample-7').click();
  await page.locator('[data-testid=tile][data-layer=conv2][data-channel="5"]').press('Enter');
  await expect(page.getByTestId('opened-title')).toBeVisible();
  await page.getByTestId('share-state').click();
  await expect(page.getByTestId('share')).toBeVisible();
  await page.getByTestId('share-task').fill(TASK);
  await page.getByTestId('show-picture').click();
  await page.getByTestId('show-views').click();
  await page.getByTestId('share-language').click();
  await expect.poll(() => page.getByTestId('share-link').inputValue()).toMatch(/#sheet=1\.[\w-]+$/);
  await expect(page.getByTestId('share-qr')).toBeVisible();
  await expectAccessible(page, 'the dialog of a link');
  // The last choice is in it.
  await expect(async () => {
    const before = link;
    link = await page.getByTestId('share-link').inputValue();
    expect(link).toBe(before);
  }).toPass();
  expect(link.length).toBeLessThan(1000);
  await expect(page.getByTestId('share-embed')).toHaveValue(
    `<iframe src="${link}&amp;embed" width="100%" height="520"></iframe>`,
  );
  await page.keyboard.press('Escape');
  initial = await parametersBits(page);
});

test('whoever opens it gets the same network, pictures, settings and numbers, and the task as text', async ({
  browser,
}) => {
  const other = await open(browser, { locale: 'ja-JP', hash: link.slice(link.indexOf('#') + 1) });
  const { page } = other;
  expect(await stateOf(page)).toEqual(await stateOf(app.page));
  expect(await parametersBits(page)).toBe(initial);
  await expect(page.getByTestId('task')).toHaveText(TASK);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByTestId('sample-7')).toHaveAttribute('aria-pressed', 'true');
  expect(await mapOf(page)).toEqual({ layer: 'conv2', channel: 5 });
  await expect(page.getByTestId('pad')).toHaveCount(0);
  await expect(page.getByTestId('view-compare')).toHaveCount(0);
  await expectAccessible(page, 'a worksheet');

  // A reload goes on with the learner's own run, and the task stays.
  await takeStep(page);
  await written(page);
  await page.reload();
  await ready(page);
  expect(await stepOf(page)).toBe(1);
  await expect(page.getByTestId('task')).toHaveText(TASK);
  await page.getByTestId('start-again').click();
  await expect.poll(() => stepOf(page)).toBe(0);
  expect(await parametersBits(page)).toBe(initial);
  expect(other.watched.complaints).toEqual([]);
  await page.close();
});

test('a link that is cut off or names what is not there changes nothing, and says why', async () => {
  const { page } = app;
  await takeStep(page);
  const bits = await parametersBits(page);
  const address = page.url();
  const follow = (sheet: string): Promise<void> =>
    page.evaluate((sheet) => {
      location.hash = `sheet=${sheet}`;
    }, sheet);
  await follow(link.split('sheet=')[1]!.slice(0, -12));
  await expect(page.getByRole('banner').getByTestId('kept')).toContainText('cut off');
  await follow('2.abc');
  await expect(page.getByRole('banner').getByTestId('kept')).toContainText('version 1');
  await page.getByTestId('kept-dismiss').click();
  expect(await parametersBits(page)).toBe(bits);
  expect(await stepOf(page)).toBe(1);
  await page.evaluate((address) => history.replaceState(null, '', address), address);
});

test('followed while the page is open, it replaces the run, which can be gone back to', async () => {
  const { page } = app;
  const bits = await parametersBits(page);
  await page.evaluate((link) => location.assign(link), link);
  await expect(page.getByRole('banner').getByTestId('kept')).toContainText('from the link');
  await expect(page.getByTestId('task')).toHaveText(TASK);
  expect(await parametersBits(page)).toBe(initial);
  await page.getByTestId('kept-other').click();
  await expect.poll(() => stepOf(page)).toBe(1);
  await stateIs(page, 'idle');
  expect(await parametersBits(page)).toBe(bits);
  await expect(page.getByTestId('task')).toHaveCount(0);
  await expect(page.getByTestId('pad')).toBeVisible();
});

test('in a frame of another page there is the stage alone, and it trains', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 900, height: 640 } });
  const frameUrl = new URL('frame.html', link).href;
  await page.route(frameUrl, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>A lesson</title><iframe src="${link.replaceAll('&', '&amp;')}&amp;embed" width="100%" height="520"></iframe>`,
    }),
  );
  await page.goto(frameUrl);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByTestId('probability').first()).toContainText('%');
  await expect(frame.getByTestId('view-stage')).toHaveCount(0);
  await expect(frame.getByTestId('rail-left')).toHaveCount(0);
  await expect(frame.getByTestId('rail-right')).toHaveCount(0);
  // The map that the link opens is what the buttons play at first.
  await frame.getByTestId('play-training').click();
  await frame.getByTestId('step').click();
  await expect(frame.getByTestId('where')).toHaveAttribute('data-step', '1');
  await expect(frame.getByRole('link', { name: 'Convscope' })).toHaveAttribute('href', link);
  await page.close();
});
