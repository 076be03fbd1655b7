// A removed element does nothing. Every element that takes a session or a screen is connected and removed; then
// everything happens that could trigger an update (an update requested, events of the session, frames, another
// language). The element must have no subscriptions left and must send the session no requests.

import 'uplot'; // loaded with the first numbers, and listens to the window from then on
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Screen } from '../../src/draw/screen';
import { SESSION_EVENTS } from '../../src/elements/sessionElement';
import { locale } from '../../src/elements/locale';
import { themeChoice } from '../../src/elements/theme';
import { ConnectedElement } from '../../src/elements/connectedElement';
import type { NetworkConfig } from '../../src/models/network';
import { TrainingSession } from '../../src/session/session';
import { bars } from '../support/tinyData';

const network: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'pool', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};

/** Longer than any controller waits until it asks again. */
const LONGEST_RENEWAL_MS = 400;

const unit = { layer: 'conv', index: [1, 1, 0], slice: null };
/** Values of the properties that elements have in common, so that they do what they do on the page. */
const PROPERTIES: Readonly<Record<string, unknown>> = {
  pointed: unit,
  kept: unit,
  unit: { layer: 'conv', index: [1, 1, 0] },
  filter: { layer: 'conv', channel: 0 },
  layer: 'conv',
  picture: new Float32Array(64),
  probability: 0.5,
  nameOf: (label: number) => String(label),
};
/** What single elements call by the same name but take in another form, or what they show. */
const own = (session: TrainingSession): Readonly<Record<string, Readonly<Record<string, unknown>>>> => ({
  'cs-silencing': { unit: 0 },
  'cs-trial': { pointed: null },
  'cs-overlay': { picture: session.input },
  'cs-shift-picture': { tensor: session.input },
  'cs-map-strip': { tensor: session.layers[0]?.activation },
});
/** Panels of the microscope take a look through it, which only their view has; they stand in that view here. */
const INSIDE_ANOTHER = /-panel$|^cs-columns$/;

/** What one element does to the session and the screen that it was given. */
class Witness {
  /** Subscriptions that stand, by name. */
  readonly subscribed: string[] = [];
  /** What was asked for since the element left. */
  readonly asked: string[] = [];
  gone = false;
  readonly #known = new WeakMap<object, object>();

  /** Passes everything on to `target` and writes it down. */
  watch<T extends object>(target: T, name: string): T {
    const known = this.#known.get(target);
    if (known) return known as T;
    const watched = new Proxy(target, {
      get: (_, key) => {
        const value: unknown = Reflect.get(target, key, target);
        const what = `${name}.${String(key)}`;
        // A promise asks what it is fulfilled with.
        if (key === 'then') return value;
        if (typeof value !== 'function') {
          if (this.gone) this.asked.push(what);
          return this.#within(value, what);
        }
        return (...args: unknown[]): unknown => {
          const left = key === 'removeEventListener' || key === 'remove';
          if (this.gone && !left) this.asked.push(`${what}()`);
          this.#note(key, args, name);
          const result: unknown = Reflect.apply(value, target, args);
          return key === 'onFrame' || key === 'derive'
            ? this.#subscription(what, result as () => void)
            : result instanceof Promise
              ? result.then((answer: unknown) => this.#within(answer, `${what}()`))
              : this.#within(result, `${what}()`);
        };
      },
      set: (_, key, value) => {
        if (this.gone) this.asked.push(`${name}.${String(key)} =`);
        return Reflect.set(target, key, value, target);
      },
    });
    this.#known.set(target, watched);
    return watched;
  }

  /** Parts of the session are watched too; data and the GPU's own objects are not. */
  #within(value: unknown, name: string): unknown {
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
    const own =
      value instanceof EventTarget ||
      /^session\.(tools|travel|editing|opened|colours|files|twins)$/.test(name);
    return own && !value.constructor.name.startsWith('GPU') ? this.watch(value, name) : value;
  }

  #note(key: string | symbol, [first]: readonly unknown[], name: string): void {
    const what = (method: string): string => `${name}.${method}(${typeof first === 'string' ? first : ''})`;
    if (key === 'addEventListener') this.subscribed.push(what('on'));
    if (key === 'removeEventListener') this.#forget(what('on'));
    if (key === 'add') this.subscribed.push(`${name}.add()`);
    if (key === 'remove') this.#forget(`${name}.add()`);
  }

  #subscription(what: string, leave: () => void): () => void {
    this.subscribed.push(what);
    return () => {
      this.#forget(what);
      leave();
    };
  }

  #forget(what: string): void {
    const at = this.subscribed.indexOf(what);
    if (at !== -1) this.subscribed.splice(at, 1);
  }
}

type Class = typeof ConnectedElement & (new () => ConnectedElement);

/** Every element of the page by its tag. */
async function elementsOfThePage(): Promise<ReadonlyMap<string, Class>> {
  const modules = import.meta.glob(['../../src/elements/**/*.ts', '!../../src/elements/**/worker.ts']);
  const loaded = await Promise.all(Object.values(modules).map((load) => load()));
  const classes = loaded
    .flatMap((module) => Object.values(module as Readonly<Record<string, unknown>>))
    .filter((one): one is Class => typeof one === 'function' && one.prototype instanceof ConnectedElement)
    .filter((one) => customElements.getName(one) !== null);
  return new Map(classes.map((one) => [new one().localName, one]));
}

/** Listeners on what outlives every element, by target and type. */
function watchGlobals(): {
  readonly counts: () => Readonly<Record<string, number>>;
  readonly restore: () => void;
} {
  const counts = new Map<string, Set<unknown>>();
  const restore: (() => void)[] = [];
  for (const [name, target] of Object.entries({ window, document, locale, themeChoice })) {
    const [add, remove] = [target.addEventListener.bind(target), target.removeEventListener.bind(target)];
    restore.push(() => Object.assign(target, { addEventListener: add, removeEventListener: remove }));
    const of = (type: string): Set<unknown> => {
      const known = counts.get(`${name} ${type}`) ?? new Set();
      counts.set(`${name} ${type}`, known);
      return known;
    };
    target.addEventListener = (type: string, listener: EventListener, options?: object) => {
      of(type).add(listener);
      add(type, listener, options);
    };
    target.removeEventListener = (type: string, listener: EventListener, options?: object) => {
      of(type).delete(listener);
      remove(type, listener, options);
    };
  }
  return {
    counts: () =>
      Object.fromEntries(
        [...counts].filter(([, { size }]) => size > 0).map(([name, { size }]) => [name, size]),
      ),
    restore: () => {
      for (const one of restore) one();
    },
  };
}

const settled = async (elements: readonly ConnectedElement[]): Promise<void> => {
  for (const element of elements) await element.updateComplete;
};
const waitMs = (duration: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, duration));

let session: TrainingSession;
let classes: ReadonlyMap<string, Class>;
beforeAll(async () => {
  classes = await elementsOfThePage();
  session = await TrainingSession.open({
    network,
    loadData: () => Promise.resolve({ train: bars(64), test: bars(32, 99) }),
    batchSize: 32,
    seed: 5,
  });
});
afterAll(() => session.close());

it('no element that was removed is subscribed or asks the session', async () => {
  session.showPicture(new Float32Array(64).fill(0.5));
  const frames = new Map<number, () => void>();
  const clock = {
    request: (callback: () => void) => {
      frames.set(frames.size + 1, callback);
      return frames.size;
    },
    cancel: () => undefined,
  };
  const frame = (): void => {
    const due = [...frames.values()];
    frames.clear();
    for (const callback of due) callback();
  };
  const screen = new Screen(session, clock, (error) => {
    throw error;
  });
  const listeners = watchGlobals();
  const container = document.createElement('div');
  container.style.width = '900px';
  document.body.append(container);

  const before = listeners.counts();
  const witnesses = new Map<string, Witness>();
  const elements: ConnectedElement[] = [];
  for (const [tag, constructor] of classes) {
    const { elementProperties } = constructor;
    if (INSIDE_ANOTHER.test(tag) || !(elementProperties.has('session') || elementProperties.has('screen')))
      continue;
    const element = new constructor();
    const witness = new Witness();
    const given = {
      ...PROPERTIES,
      ...own(session)[tag],
      session: witness.watch(session, 'session'),
      screen: witness.watch(screen, 'screen'),
    };
    for (const [name, value] of Object.entries(given)) {
      if (elementProperties.has(name)) Reflect.set(element, name, value);
    }
    container.append(element);
    witnesses.set(tag, witness);
    elements.push(element);
  }
  expect(elements.length).toBeGreaterThan(30);
  const wake = async (): Promise<void> => {
    for (const element of elements) element.requestUpdate();
    for (const event of SESSION_EVENTS) session.dispatchEvent(new Event(event));
    locale.dispatchEvent(new Event('languagechange'));
    themeChoice.dispatchEvent(new Event('themechange'));
    session.showPicture(new Float32Array(64).fill(Math.random()));
    screen.repaint();
    frame();
    await settled(elements);
  };
  await settled(elements);
  await waitMs(LONGEST_RENEWAL_MS);
  await wake();
  const served = [...witnesses].filter(([, { subscribed }]) => subscribed.length > 0).map(([tag]) => tag);
  expect(served, 'elements that subscribe while they are there').toContain('cs-opened');

  container.remove();
  for (const witness of witnesses.values()) witness.gone = true;
  await wake();
  await waitMs(LONGEST_RENEWAL_MS);
  await wake();
  await session.device.queue.onSubmittedWorkDone();
  const left = [...witnesses].flatMap(([tag, { subscribed, asked }]) => [
    ...subscribed.map((what) => `${tag} is subscribed: ${what}`),
    ...new Set(asked.map((what) => `${tag} asks for ${what}`)),
  ]);
  expect(left).toEqual([]);
  expect(listeners.counts(), 'listeners on window, document, language and theme').toEqual(before);

  for (const witness of witnesses.values()) witness.gone = false;
  document.body.append(container);
  await wake();
  const again = [...witnesses].filter(([, { subscribed }]) => subscribed.length > 0).map(([tag]) => tag);
  expect(again, 'connected again, the same elements subscribe').toEqual(served);
  container.remove();
  listeners.restore();
  screen.close();
});
