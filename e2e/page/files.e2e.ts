// Models and sessions go out and come back: every format that the page saves it opens again with the same answers, undo
// brings the network before back to the bit, and what cannot be read is said and changes nothing.

import { expect, test, type Page } from '../support/test';
import { unzipSync, zipSync } from 'fflate';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrainFacade } from '../../src/session/facade';
import {
  atRest,
  bitsOf,
  firstDifference,
  open,
  readParameters,
  readTensor,
  sessionOf,
  takeStep,
  chooseLanguage,
  type App,
} from '../support/app';
import { expectAccessible } from '../support/axe';
import { drop, hold } from '../support/drop';
import { foreign } from '../support/watch';

test.describe.configure({ mode: 'serial' });

let app: App;
let folder = '';
test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-'));
  app = await open(browser, { colorScheme: 'light', locale: 'en-GB', acceptDownloads: true });
});
test.afterAll(async () => {
  rmSync(folder, { recursive: true });
  expect(app.watched.complaints).toEqual([]);
  expect(foreign(app.watched, app.page)).toEqual([]);
  await app.page.close();
});

const SAVINGS = ['keras', 'h5', 'weights.h5', 'safetensors', 'tfjs', 'onnx', 'json', 'convscope'] as const;

/** Saves from the dialog, which is open. @returns where the file lies */
async function save(page: Page, as: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByTestId(`save-${as}`).click();
  const download = await coming;
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  await expect(page.getByTestId('saved')).toContainText(`Saved ${download.suggestedFilename()}`);
  return path;
}

/** Puts what was read on the stage, and waits until it is there. */
async function take(page: Page): Promise<void> {
  await page.getByTestId('files-take').click();
  await expect(page.getByTestId('files')).toBeHidden();
}

async function undo(page: Page): Promise<void> {
  const at = await position(page);
  await page.getByTestId('undo').click();
  await expect.poll(() => position(page)).toBe(at - 1);
}

const position = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    return session.editing.position;
  });

const answers = async (page: Page): Promise<readonly number[]> => [
  ...(await readTensor(page, 'answer')).data,
];

test('every format that is saved is opened again with the same answers, and undo brings the network before back', async () => {
  const { page } = app;
  await takeStep(page);
  await takeStep(page);
  const [saved, said] = [await readParameters(page), await answers(page)];
  await page.getByTestId('open-files').click();
  const paths = new Map<string, string>();
  for (const as of SAVINGS) paths.set(as, await save(page, as));
  await page.getByTestId('files-close').click();

  await page.getByTestId('dice').click();
  await expect.poll(async () => (await sessionOf(page)).step).toBe(0);
  const before = await bitsOf(page);
  expect(firstDifference(saved, await readParameters(page)), 'another network').not.toBeNull();
  for (const as of SAVINGS) {
    await drop(page, paths.get(as)!);
    await expect(page.getByTestId('files-plan'), as).toHaveAttribute(
      'data-kind',
      as === 'weights.h5' ? 'weights' : 'network',
    );
    if (as === 'weights.h5')
      await expect(page.getByTestId('files-plan')).toContainText(
        'It has values for all 10 parameters of LeNet-5.',
      );
    await take(page);
    expect(firstDifference(saved, await readParameters(page)), as).toBeNull();
    (await answers(page)).forEach((value, at) =>
      expect(Math.abs(value - said[at]!), `${as}, answer ${at}`).toBeLessThan(1e-4),
    );
    await undo(page);
    expect(await bitsOf(page), `after ${as}`).toBe(before);
  }
});

test('a model that Keras has compiled is trained as it says, and undo sets that back', async () => {
  const { page } = app;
  const inside = unzipSync(readFileSync(join(folder, 'lenet5.keras')));
  const config = JSON.parse(new TextDecoder().decode(inside['config.json'])) as Record<string, unknown>;
  expect(config.compile_config).toMatchObject({ optimizer: { class_name: 'Adam' } });
  const optimizer = { class_name: 'SGD', config: { learning_rate: 0.05, momentum: 0.9 } };
  config.compile_config = { ...(config.compile_config as object), optimizer };
  const text = new TextEncoder().encode(JSON.stringify(config));
  const file = join(folder, 'compiled.keras');
  writeFileSync(file, zipSync({ ...inside, 'config.json': text }));
  const { learningRate } = await sessionOf(page);
  await drop(page, file);
  await expect(page.getByTestId('files-facts')).toContainText(/Training\s*SGD 0\.05/);
  await take(page);
  expect((await sessionOf(page)).learningRate).toBe(0.05);
  await takeStep(page);
  await undo(page);
  expect((await sessionOf(page)).learningRate).toBe(learningRate);
});

test('a tfjs model is opened as a folder, and as files chosen together', async () => {
  const { page } = app;
  const inside = unzipSync(readFileSync(join(folder, 'lenet5.tfjs.zip')));
  const tfjs = join(folder, 'a tfjs model');
  mkdirSync(tfjs);
  const files = Object.entries(inside).map(([name, bytes]) => {
    writeFileSync(join(tfjs, name), bytes);
    return join(tfjs, name);
  });
  await drop(page, tfjs);
  await expect(page.getByTestId('files-facts')).toContainText('61,706');
  await page.getByTestId('files-back').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('files-choose').click();
  await (await chooser).setFiles(files);
  await expect(page.getByTestId('files-facts')).toContainText('TensorFlow.js');
  await expect(page.getByTestId('files-table').locator('tbody tr')).toHaveCount(8);
  await expectAccessible(page, 'what was read');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('files')).toBeHidden();
  // The model's own JSON alone names what is missing.
  await drop(page, join(tfjs, 'model.json'));
  await expect(page.getByTestId('files-failed')).toContainText(/model\.json.*group1-shard1of1\.bin/);
  await page.getByTestId('files-close').click();
});

test('a whole session comes back bit by bit, wherever one has gone since', async () => {
  const { page } = app;
  await takeStep(page);
  await takeStep(page);
  const [bits, { losses, seed }] = [await bitsOf(page), await sessionOf(page)];
  await page.getByTestId('open-files').click();
  await expectAccessible(page, 'opening and saving');
  const path = await save(page, 'session');
  const elsewhere = unzipSync(readFileSync(await save(page, 'kerasScript')));
  expect(Object.keys(elsewhere)).toEqual(
    expect.arrayContaining(['train_tensorflow.py', 'train_jax.py', 'start.weights.h5', 'README.md']),
  );
  expect(new TextDecoder().decode(elsewhere['train_tensorflow.py'])).toContain('Adam(learning_rate=0.002)');
  const torch = unzipSync(readFileSync(await save(page, 'torchProgram')));
  expect(Object.keys(torch)).toEqual(
    expect.arrayContaining(['network.py', 'train.py', 'weights.py', 'start.safetensors', 'README.md']),
  );
  await page.keyboard.press('Escape');
  await page.getByTestId('dice').click();
  await expect.poll(async () => (await sessionOf(page)).step).toBe(0);
  await takeStep(page);
  await drop(page, path);
  await expect(page.getByTestId('files-plan')).toContainText(`at step 2 with seed ${seed}`);
  await take(page);
  await atRest(page);
  expect(await bitsOf(page)).toBe(bits);
  expect(await sessionOf(page)).toMatchObject({ step: 2, seed, losses });
  await undo(page);
  expect((await sessionOf(page)).step).toBe(1);
});

test('what cannot be read is said with its file and place, and nothing changes', async () => {
  const { page } = app;
  const session = readFileSync(join(folder, 'lenet5-session.zip'));
  const damaged = Buffer.from(session);
  damaged.fill(0x41, 3000, 3400);
  const model = readFileSync(join(folder, 'a tfjs model', 'model.json'), 'utf8');
  const { modelTopology } = JSON.parse(model.replace('"MaxPooling2D"', '"ConvLSTM2D"')) as {
    modelTopology: unknown;
  };
  const unknown = JSON.stringify({ modelTopology });
  const bad: readonly (readonly [name: string, content: Buffer | string, said: RegExp])[] = [
    ['damaged.zip', damaged, /damaged\.zip, entry 'weights\.safetensors': is damaged: its checksum differs/],
    ['cut.zip', session.subarray(0, 2000), /cut\.zip: is not a complete zip archive/],
    ['none.h5', 'hello', /none\.h5: is not an HDF5 file/],
    ['unknown.json', unknown, /unknown\.json.*ConvLSTM2D/],
    ['notes.txt', 'hello', /notes\.txt: is not a file that can be read/],
  ];
  const [before, at] = [await bitsOf(page), await position(page)];
  for (const [name, content, said] of bad) {
    writeFileSync(join(folder, name), content);
    await drop(page, join(folder, name));
    await expect(page.getByTestId('files-failed'), name).toContainText(said);
    await expect(page.getByTestId('files-failed')).toContainText('Your network is unchanged.');
  }
  await expectAccessible(page, 'a file that cannot be read');
  await page.getByTestId('files-close').click();
  expect(await bitsOf(page)).toBe(before);
  expect(await position(page)).toBe(at);
});

test('a model for other pictures is fitted to these, and one that cannot be says so and where it can be used', async () => {
  const { page } = app;
  const answer = [{ kind: 'flatten' }, { kind: 'dense', options: { units: 3, activation: 'softmax' } }];
  const large = [{ kind: 'conv2d', options: { filters: 2, kernelSize: 31 } }, ...answer];
  const write = (name: string, layers: readonly unknown[]): string => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, JSON.stringify({ name, input: [32, 32, 3], layers }));
    return path;
  };
  const held = await hold(page, write('wide', answer));
  await expect(page.getByTestId('files-overlay')).toContainText('Drop to open');
  await held.drop();
  const plan = page.getByTestId('files-plan');
  await expect(plan).toContainText('fitted to yours: input 28×28×1, 10 classes.');
  await page.getByTestId('files-close').click();
  await drop(page, write('large', large));
  await expect(plan).toContainText(
    'This page cannot train it. The input of large is 32×32×3, but the pictures of the data are 28×28×1.',
  );
  await expect(page.getByTestId('files')).toContainText('npm run convert -- large.json OUT.onnx');
  await expect(page.getByTestId('files-take')).toHaveCount(0);
  await page.getByTestId('files-close').click();
  await chooseLanguage(page, 'ja');
  await drop(page, join(folder, 'large.json'));
  await expect(plan).toContainText('このページでは学習できません。large の入力は 32×32×3 の画像ですが');
  await page.getByTestId('files-close').click();
  await drop(page, join(folder, 'wide.json'));
  await expect(plan).toContainText('入力を 28×28×1、クラス数を 10 に合わせます。');
  await page.getByTestId('files-close').click();
  await chooseLanguage(page, 'en');
});

test('a file that is dropped before the browser has said that the dialog is closed is read', async () => {
  const { page } = app;
  const plan = page.getByTestId('files-plan');
  await drop(page, join(folder, 'large.json'));
  await expect(plan).toBeVisible();
  const late = page.getByTestId('files').evaluate(
    (dialog) =>
      new Promise<void>((said) => {
        const hold = (event: Event): void => {
          event.stopImmediatePropagation();
          dialog.removeEventListener('close', hold, { capture: true });
          setTimeout(() => {
            dialog.dispatchEvent(new Event('close'));
            said();
          }, 1000);
        };
        dialog.addEventListener('close', hold, { capture: true });
      }),
  );
  await page.getByTestId('files-close').click();
  await drop(page, join(folder, 'wide.json'));
  await late;
  await expect(plan).toContainText('fitted to yours: input 28×28×1, 10 classes.');
  await page.getByTestId('files-close').click();
});

test('by the keyboard: open, cancel what takes long, close; the focus comes back', async () => {
  const { page } = app;
  // Its code does not come: work that goes on and on.
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/worker-.*\.js/, async (route) => {
    await held;
    await route.abort().catch(() => undefined);
  });
  await page.getByTestId('open-files').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('files-choose')).toBeFocused();
  await page.getByTestId('save-onnx').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('files-busy')).toContainText('Saving lenet5');
  await page.getByTestId('files-cancel').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('files-busy')).toHaveCount(0);
  await expect(page.getByTestId('saved')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('files')).toBeHidden();
  await expect(page.getByTestId('open-files')).toBeFocused();
  // Closing the dialog ends the work as well, without a word: what is uncaught would be a complaint.
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('files-choose')).toBeFocused();
  await page.getByTestId('save-onnx').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('files-busy')).toContainText('Saving lenet5');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('files')).toBeHidden();
  release();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
