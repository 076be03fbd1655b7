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
}

/** A page in a context of its own, loading. */
export async function load(browser: Browser, { prepare, hash, ...context }: OpenOptions = {}): Promise<App> {
  const page = await browser.newPage(inThisMode(context));
  const watched = watch(page);
  await prepareMode(page);
  await prepare?.(page);
  await page.goto(hash === undefined ? './' : `./#${hash}`);
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

export async function open(browser: Browser, options: OpenOptions = {}): Promise<App> {
  const app = await load(browser, options);
  await ready(app.page);
  return app;
}

export type Part = 'activation' | 'kernel' | 'bias';

/** Reads a tensor back from the session's GPU. */
export async function readView(page: Page, view: JSHandle<TensorView>): Promise<NdArray> {
  const { shape, values } = await page.evaluate(async (view) => {
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
    const values = Array.from(new Float32Array(staging.getMappedRange()));
    staging.destroy();
    return { shape: [...view.shape], values };
  }, view);
  await view.dispose();
  return ndArray(shape, values);
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
      return parameters.map(({ name, shape, values }) => ({ name, shape: [...shape], values: [...values] }));
    }),
  );
}

/** The page calls the weights of a layer its kernel, as Keras does. */
export const parametersOf = (
  read: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: readonly number[];
  }[],
): ReadonlyMap<string, NdArray> =>
  new Map(
    read.map(({ name, shape, values }) => [name.replace(/\/weight$/, '/kernel'), ndArray(shape, values)]),
  );

/** Everything that training changes, as one text. */
export async function bitsOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { slabs } = (await session.save()).checkpoint;
    return Object.entries(slabs)
      .map(([name, slab]) => `${name} ${new Uint32Array(slab).join()}`)
      .join('\n');
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

/** Presses the button for one step and waits for it to be taken. */
export async function takeStep(page: Page): Promise<void> {
  const { step } = await sessionOf(page);
  await page.getByTestId('step').click();
  await expect.poll(async () => (await sessionOf(page)).steps.at(-1)).toBe(step + 1);
}

/** Trains until so many steps are taken, then rests. */
export async function trainTo(page: Page, steps: number): Promise<void> {
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
