// The sign of work: nothing before 200 ms, then a word and a turning ring; and every view that waits for the session has one.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { busy } from '../../src/elements/controls/busy';
import { BUSY_AFTER_MS } from '../../src/elements/controls/busyElement';
import { locale } from '../../src/elements/locale';
import { render } from 'lit';
import { ndArray } from '../../src/reference/ndArray';
import '../../src/elements/compare/poolingsTab';
import '../../src/elements/inspector/attributionMaps';
import '../../src/elements/inspector/kernelTab';
import '../../src/elements/lab/lab';
import '../../src/elements/microscope/microscope';
import '../../src/elements/shifts/shifts';
import '../../src/elements/stage/opened/opened';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

const never = (): Promise<never> => new Promise(() => undefined);

/** A session on which every question is under way for ever. */
function waitingSession(): EventTarget {
  const view = { label: '', buffer: null, offsetBytes: 0, shape: [8, 8, 4] };
  const layer = {
    name: 'conv',
    kind: 'conv2d',
    className: 'Conv2D',
    options: {},
    outputShape: [8, 8, 4],
    activation: view,
    kernel: null,
    bias: null,
    activationDomain: [0, 1],
    kernelDomain: [-1, 1],
  };
  const tools = new Proxy({}, { get: () => never });
  return Object.assign(new EventTarget(), {
    device: {},
    state: 'idle',
    layers: [layer],
    input: { ...view, shape: [8, 8, 1] },
    samples: [{ label: '3', pixels: new Uint8Array(64) }],
    progress: { step: 0 },
    network: { name: 'small', input: [8, 8, 1], layers: [] },
    travel: { shown: { kind: 'now' } },
    opened: { current: null, open: never, close: () => undefined },
    editing: {
      silenced: new Map(),
      canSilence: () => true,
      isSilenced: () => false,
      readUnit: never,
      unit: () => ({
        layer: 'conv',
        unit: 0,
        slices: 1,
        weight: ndArray([3, 3], Array(9).fill(0)),
        bias: null,
      }),
    },
    tools,
    explain: never,
    strengths: never,
    windows: () => ({ window: () => null }),
    trace: () => [],
  });
}

/** What the signs of work within an element say. */
function said(root: ParentNode): string[] {
  return [...root.querySelectorAll('*')].flatMap((element) => {
    if (element.localName === 'cs-busy') return [element.shadowRoot?.textContent.trim() ?? ''];
    return element.shadowRoot ? said(element.shadowRoot) : [];
  });
}

const updates = async (): Promise<void> => {
  for (let round = 0; round < 20; round++) await Promise.resolve();
};

it('shows itself after 200 ms, and never where the wait was shorter', async () => {
  const show = (waiting: boolean): void => {
    render(waiting ? busy() : null, document.body);
  };
  show(true);
  await updates();
  vi.advanceTimersByTime(BUSY_AFTER_MS - 1);
  await updates();
  expect(said(document)).toEqual(['']);
  show(false);
  vi.advanceTimersByTime(BUSY_AFTER_MS);
  show(true);
  await updates();
  expect(said(document)).toEqual(['']);
  vi.advanceTimersByTime(BUSY_AFTER_MS);
  await updates();
  expect(said(document)).toEqual([locale.words.busy]);
  show(false);
  await updates();
  expect(said(document)).toEqual([]);
});

it.each([
  ['cs-opened', { layer: 'conv' }],
  ['cs-shifts', {}],
  ['cs-microscope', {}],
  ['cs-poolings-tab', {}],
  ['cs-attribution-maps', { unit: { layer: 'conv', index: [1, 1, 0] } }],
  ['cs-kernel-tab', { pointed: { layer: 'conv', index: [1, 1, 0], slice: null } }],
  ['cs-lab', { host: Object.assign(new EventTarget(), { open: never }), base: never }],
])('%s says that it works while it waits', async (tag, properties) => {
  const element = Object.assign(document.createElement(tag), { session: waitingSession() }, properties);
  document.body.append(element);
  await updates();
  vi.advanceTimersByTime(BUSY_AFTER_MS - 1);
  await updates();
  expect(
    said(document).every((text) => text === ''),
    'nothing before',
  ).toBe(true);
  vi.advanceTimersByTime(1);
  await updates();
  expect(said(document).some((text) => text !== '')).toBe(true);
});
