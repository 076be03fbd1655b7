// Opens the page and asks its session for numbers: what the tests compare pictures with is read back from the
// GPU here, through the same tensor views that the page draws from.

import { expect, type Browser, type BrowserContextOptions, type JSHandle, type Page } from '@playwright/test';
import type { TensorView } from '../../src/gpu/tensorView';
import type { TrainFacade } from '../../src/session/facade';
import type { TrainingSession } from '../../src/session/session';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { inThisMode, prepareMode } from './mode';
import { watch, type Watched } from './watch';

/** What `document.querySelector('convscope-app')` has for the tests. */
export interface AppElement extends HTMLElement {
  readonly session: TrainFacade | null;
}

export interface App {
  readonly page: Page;
  readonly watched: Watched;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Called before the page is loaded, for routes and scripts. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** After `#` in the address. */
  readonly hash?: string;
  /** The device was never checked before. */
  readonly firstCheck?: boolean;
  /** The training step is compiled before training is asked for, as where the visitor does not save data. */
  readonly compilesAhead?: boolean;
}

/** Most tests are about digits, which a first visit does not begin with. */
function withDigits(hash = ''): string {
  const entries = new URLSearchParams(hash);
  if (['sheet', 'lesson', 'data'].some((name) => entries.has(name))) return hash;
  return `data=mnist${hash === '' ? '' : `&${hash}`}`;
}

/** What the check of the device has found, by the key that the page keeps it under. */
const checked = new Map<string, string>();

/** The page comes back to a device that it has checked, as on a second visit: the check costs a second of compiling. */
async function rememberCheck(page: Page): Promise<void> {
  await page.exposeBinding('e2eChecked', (_, key: string, note: string) => checked.set(key, note));
  await page.addInitScript(
    (notes) => {
      for (const [key, note] of notes) localStorage.setItem(key, note);
      const keep = Reflect.get<Storage, 'setItem'>(Storage.prototype, 'setItem');
      Storage.prototype.setItem = function (key, note) {
        keep.call(this, key, note);
        const { e2eChecked } = window as unknown as { e2eChecked: (key: string, note: string) => unknown };
        if (key.startsWith('convscope.check.')) void e2eChecked(key, note);
      };
    },
    [...checked],
  );
}

/** Most tests do not train, and compiling the step ahead costs seconds of both cores. */
function saveData(): void {
  Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
}

/** A page in a context of its own, loading. */
export async function load(
  browser: Browser,
  { prepare, hash, firstCheck = false, compilesAhead = false, ...context }: OpenOptions = {},
): Promise<App> {
  const page = await browser.newPage(inThisMode(context));
  const watched = watch(page);
  await prepareMode(page);
  await page.addInitScript(writeNumbers);
  if (!firstCheck) await rememberCheck(page);
  if (!compilesAhead) await page.addInitScript(saveData);
  await prepare?.(page);
  await page.goto(`./#${withDigits(hash)}`);
  return { page, watched };
}

/**
 * Waits until the network is drawn and its answer is read.
 * @throws what the page says where it does not open
 */
export async function ready(page: Page): Promise<void> {
  const opened = await page.waitForFunction(() => {
    const element = document.querySelector<AppElement>('convscope-app');
    if (element?.session) return 'ready';
    const refusal =
      element?.shadowRoot?.querySelector('cs-missing') ??
      element?.shadowRoot?.querySelector('cs-opening')?.shadowRoot?.querySelector('[role=alert]');
    return refusal ? `the page does not open: ${(refusal.shadowRoot ?? refusal).textContent}` : null;
  });
  expect(await opened.jsonValue()).toBe('ready');
  await expect(page.getByTestId('probability').first()).toContainText('%');
}

/** Switches as soon as the words are there. */
export async function chooseLanguage(page: Page, language: 'en' | 'ja'): Promise<void> {
  await page.getByTestId(`language-${language}`).click();
  await expect(page.locator('html')).toHaveAttribute('lang', language);
}

export async function open(browser: Browser, options: OpenOptions = {}): Promise<App> {
  const app = await load(browser, options);
  await ready(app.page);
  return app;
}

declare global {
  interface Window {
    /** Numbers as a text, which comes out of the page many times as fast as a list. */
    e2eText(numbers: Float32Array): string;
  }
}

/** Runs in the page. */
export function writeNumbers(): void {
  window.e2eText = ({ buffer, byteOffset, byteLength }) => {
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x8000)
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };
}

/** The numbers of a text of `e2eText`. */
export function numbersOf(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
}

export type Part = 'activation' | 'kernel' | 'bias';

/** Reads a tensor back from the session's GPU. */
export async function readView(page: Page, view: JSHandle<TensorView>): Promise<NdArray> {
  const { shape, text } = await page.evaluate(async (view) => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { device } = session;
    const size = 4 * view.shape.reduce((product, length) => product * length, 1);
    const staging = device.createBuffer({
      label: 'e2e',
      size,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(view.buffer, view.offsetBytes, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const text = window.e2eText(new Float32Array(staging.getMappedRange()));
    staging.destroy();
    return { shape: [...view.shape], text };
  }, view);
  await view.dispose();
  return ndArray(shape, numbersOf(text));
}

/** Reads a tensor of the probe back from the GPU. `input` is the picture. */
export async function readTensor(page: Page, layer: string, part: Part = 'activation'): Promise<NdArray> {
  const view = await page.evaluateHandle(
    ({ layer, part }) => {
      const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
      const view =
        layer === 'input' ? session.input : session.layers.find(({ name }) => name === layer)?.[part];
      if (!view) throw new Error(`layer '${layer}' has no ${part}`);
      return view;
    },
    { layer, part },
  );
  return readView(page, view);
}

/** All parameters of the network, layer by layer. */
export async function readParameters(page: Page): Promise<ReadonlyMap<string, NdArray>> {
  const found = new Map<string, NdArray>();
  for (const { name, kernel, bias } of await layersOf(page)) {
    if (kernel) found.set(`${name}/kernel`, await readTensor(page, name, 'kernel'));
    if (bias) found.set(`${name}/bias`, await readTensor(page, name, 'bias'));
  }
  return found;
}

/**
 * All parameters of the network on the stage, also those of the past: as `readParameters`, and `norm1/gamma`,
 * `norm1/movingMean`.
 */
export async function shownParameters(page: Page): Promise<ReadonlyMap<string, NdArray>> {
  return parametersOf(
    await page.evaluate(async () => {
      const { session } = document.querySelector('convscope-app') as unknown as { session: TrainingSession };
      const parameters = await session.probeView.context.store.read();
      return parameters.map(({ name, shape, values }) => ({
        name,
        shape: [...shape],
        text: window.e2eText(values),
      }));
    }),
  );
}

/** The page calls the weights of a layer its kernel, as Keras does. */
export const parametersOf = (
  read: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    /** Of `e2eText`. */
    readonly text: string;
  }[],
): ReadonlyMap<string, NdArray> =>
  new Map(
    read.map(({ name, shape, text }) => [
      name.replace(/\/weight$/, '/kernel'),
      ndArray(shape, numbersOf(text)),
    ]),
  );

/** Everything that training changes, as checksums. */
export async function bitsOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { slabs } = (await session.save()).checkpoint;
    const sums = Object.entries(slabs).map(async ([name, slab]) => {
      const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', slab));
      return `${name} ${[...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    });
    return (await Promise.all(sums)).join('\n');
  });
}

/** The name of the first tensor that differs in any bit, or null. */
export function firstDifference(
  a: ReadonlyMap<string, NdArray>,
  b: ReadonlyMap<string, NdArray>,
): string | null {
  for (const [name, { data }] of a) {
    const other = b.get(name)?.data;
    if (data.length !== other?.length || data.some((value, at) => !Object.is(value, other[at]))) return name;
  }
  return null;
}

/** A layer's view without its buffers. */
export interface LayerFacts {
  readonly name: string;
  readonly kind: string;
  readonly className: string;
  readonly outputShape: readonly number[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly activationDomain: readonly [number, number];
  readonly kernelDomain: readonly [number, number];
  readonly inputs: readonly string[];
  /** Shapes, or null. */
  readonly kernel: readonly number[] | null;
  readonly bias: readonly number[] | null;
}

export async function layersOf(page: Page): Promise<LayerFacts[]> {
  return page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    return session.layers.map((layer) => ({
      name: layer.name,
      kind: layer.kind,
      className: layer.className,
      outputShape: [...layer.outputShape],
      inputs: [...layer.inputs],
      options: JSON.parse(JSON.stringify(layer.options)) as Record<string, unknown>,
      activationDomain: [layer.activationDomain[0], layer.activationDomain[1]] as [number, number],
      kernelDomain: [layer.kernelDomain[0], layer.kernelDomain[1]] as [number, number],
      kernel: layer.kernel ? [...layer.kernel.shape] : null,
      bias: layer.bias ? [...layer.bias.shape] : null,
    }));
  });
}

export interface SessionFacts {
  readonly state: string;
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly testAccuracy: number;
  readonly seed: number;
  readonly learningRate: number;
  /** Of the newest step first recorded: steps and losses of the curve. */
  readonly steps: readonly number[];
  readonly losses: readonly number[];
  readonly error: string | null;
}

export async function sessionOf(page: Page): Promise<SessionFacts> {
  return page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { state, progress, settings, history, error } = session;
    return {
      state,
      step: progress.step,
      loss: progress.loss,
      accuracy: progress.accuracy,
      testAccuracy: progress.testAccuracy,
      seed: settings.seed,
      learningRate: settings.learningRate,
      steps: [...history.step],
      losses: [...history.loss],
      error: error?.message ?? null,
    };
  });
}

/** Waits for the session's state. */
export async function stateIs(page: Page, state: string): Promise<void> {
  await expect(page.getByTestId('where')).toHaveAttribute('data-state', state);
}

/** Waits until training has taken so many steps. */
export async function stepsTaken(page: Page, atLeast: number): Promise<void> {
  await page.waitForFunction((steps) => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    return session.progress.step >= steps || session.state === 'failed';
  }, atLeast);
}

/** Has the transport play what is named: training, which is all there is beside other views, or the map pointed at. */
export async function play(page: Page, what: 'training' | 'map'): Promise<void> {
  const choice = page.getByTestId(`play-${what}`);
  if (what === 'training' && (await choice.count()) === 0) return;
  await choice.click();
  await expect(choice).toHaveAttribute('aria-pressed', 'true');
}

/** Opens the legend's menu, does what is done there, and closes it. */
export async function inLegend(page: Page, act: () => Promise<void>): Promise<void> {
  const legend = page.getByTestId('legend');
  await legend.click();
  await act();
  await legend.click();
  await expect(legend).toHaveAttribute('aria-expanded', 'false');
}

/** Presses the button for one step and waits for it to be taken. */
export async function takeStep(page: Page): Promise<void> {
  // A page that was opened again may still be taking the steps since its copy.
  await page.waitForFunction(
    () => document.querySelector<AppElement>('convscope-app')?.session?.catchingUpTo === null,
  );
  await play(page, 'training');
  const { step } = await sessionOf(page);
  await page.getByTestId('step').click();
  await expect
    .poll(async () => (await sessionOf(page)).steps.at(-1), { intervals: [50, 100] })
    .toBe(step + 1);
}

/** Trains until so many steps are taken, then rests. */
export async function trainTo(page: Page, steps: number): Promise<void> {
  await play(page, 'training');
  await page.getByTestId('play').click();
  await stepsTaken(page, steps);
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
  await atRest(page);
}

/** Waits until the GPU has done all it was given and the results were read. */
export async function atRest(page: Page): Promise<void> {
  await expect
    .poll(async () => {
      const { steps, step } = await sessionOf(page);
      return step === 0 || steps.at(-1) === step;
    })
    .toBe(true);
  await frames(page, 2);
}

/** Lets the page draw. */
export async function frames(page: Page, count: number): Promise<void> {
  await page.evaluate(async (count) => {
    for (let frame = 0; frame < count; frame++)
      await new Promise((resolve) => requestAnimationFrame(resolve));
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade | null };
    await session?.device.queue.onSubmittedWorkDone();
  }, count);
}

/** Waits until all is written, at rest with the last step. */
export async function written(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const app = document.querySelector('convscope-app') as unknown as AppElement & { written: Promise<void> };
    const behind = ({ state, lastSaved, progress }: TrainFacade): boolean =>
      state === 'idle' && (lastSaved?.checkpoint.step ?? 0) < progress.step;
    while (app.session && behind(app.session)) await new Promise((resolve) => setTimeout(resolve, 20));
    await app.written;
  });
}
