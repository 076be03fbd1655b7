// A state of the page in a link: it comes back as it was, and nothing else comes in.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWorksheet, writeWorksheet } from '../../src/app/worksheet/address';
import { isEmbedded, sheetOf, wholeAddress } from '../../src/app/worksheet/sheetOf';
import { fromJson, toJson, type Worksheet } from '../../src/app/worksheet/worksheet';
import { VIEWS } from '../../src/elements/frame/views';
import { PARTS } from '../../src/elements/share/parts';
import { WorksheetError } from '../../src/elements/share/worksheetError';
import { defineNetwork } from '../../src/models/network';
import { PRESETS, preset } from '../../src/models/presets';
import { DEFAULT_SETTINGS } from '../../src/session/session';
import { PHOTO_AUGMENTATION } from '../../src/train/augmentation';

const FIRST: Worksheet = {
  ...{ network: preset('lenet5'), data: { name: 'mnist' }, settings: DEFAULT_SETTINGS, view: 'stage' },
  ...{ sample: null, pointed: null, stage: { kernels: true, expanded: [] }, map: null, language: null },
  ...{ hidden: [], task: '' },
};

const own = (filters: number, kernel: number): Worksheet['network'] =>
  defineNetwork({
    name: 'mine',
    input: [28, 28, 1],
    layers: [
      { name: 'conv', kind: 'conv2d', options: { filters, kernelSize: kernel, padding: 'same' } },
      { name: 'flatten', kind: 'flatten' },
      { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
    ],
  }).toJSON();

const count = fc.integer({ min: 0, max: 60 });
const network = fc.oneof(
  fc.constantFrom(...Object.values(PRESETS)),
  fc.tuple(fc.integer({ min: 1, max: 64 }), fc.constantFrom(1, 3, 5, 7)).map((pair) => own(...pair)),
);
const data = fc.oneof(
  fc.constant({ name: 'mnist' }),
  fc.record({
    name: fc.constant('shapes'),
    options: fc.record({ colour: fc.boolean(), perClass: fc.constant(40) }),
  }),
  fc.record({
    name: fc.constant('fruit-synthetic'),
    options: fc.record({ classes: fc.constant(['apple', 'lemon']), seed: count }),
  }),
);
const settings = fc.record({
  optimizer: fc.constantFrom('sgd', 'adam', 'adamw', 'rmsprop'),
  optimizerOptions: fc.constantFrom({}, { momentum: 0.9, nesterov: true }),
  learningRate: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  batchSize: fc.integer({ min: 1, max: 512 }),
  epochs: fc.integer({ min: 1, max: 500 }),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});
const augmented = fc.tuple(settings, fc.boolean(), fc.option(count)).map(([one, augments, patience]) => ({
  ...one,
  ...(augments
    ? {
        augmentation: PHOTO_AUGMENTATION,
        earlyStopping: { every: 7, patience: patience === 0 ? 1 : patience },
        schedule: { kind: 'piecewise', boundaries: [3, 9], factors: [0.5, 0.1] } as const,
      }
    : {}),
}));
const worksheet: fc.Arbitrary<Worksheet> = fc.record({
  ...{ network, data, settings: augmented },
  view: fc.constantFrom(...VIEWS),
  sample: fc.option(count),
  pointed: fc.option(
    fc.record({ layer: fc.constant('conv1'), index: fc.tuple(count, count, count), slice: fc.option(count) }),
  ),
  stage: fc.record({ kernels: fc.boolean(), expanded: fc.subarray(['conv1', 'pool1']) }),
  map: fc.option(fc.record({ layer: fc.constant('conv2'), channel: count })),
  language: fc.constantFrom('en' as const, 'ja' as const, null),
  hidden: fc.subarray([...PARTS]),
  task: fc.string({ unit: 'grapheme', maxLength: 80 }),
});

it('100 random states are the same again after the way through an address', async () => {
  await fc.assert(
    fc.asyncProperty(worksheet, async (sheet) => {
      const text = await writeWorksheet(sheet);
      expect(text).toMatch(/^1\.[\w-]+$/);
      const read = await readWorksheet(sheetOf(`#view=data&sheet=${text}`) ?? '');
      expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(sheet)));
    }),
    { numRuns: 100, seed: 5 },
  );
});

it('is short: a preset takes its name, and what is as on a first visit takes nothing', async () => {
  expect(toJson(FIRST)).toEqual({ network: 'lenet5', data: { name: 'mnist' } });
  const written = { ...FIRST, network: defineNetwork(preset('lenet5')).toJSON() };
  expect(toJson(written).network).toBe('lenet5');
  expect((await writeWorksheet(FIRST)).length).toBeLessThan(80);
  expect((await writeWorksheet({ ...FIRST, network: own(8, 3) })).length).toBeLessThan(500);
});

it('of a frame leads to the same state in the whole page', async () => {
  const link = `https://example.org/convscope/#sheet=${await writeWorksheet(FIRST)}`;
  const hash = `${link.slice(link.indexOf('#'))}&embed`;
  expect([isEmbedded(hash), sheetOf(hash)]).toEqual([true, sheetOf(link.slice(link.indexOf('#')))]);
  expect(wholeAddress({ href: `${link}&embed`, hash })).toBe(link);
});

/** What every field may not be. The places are those of the errors. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  network: [
    true,
    'LENET5',
    'data:text/javascript,1',
    undefined,
    null,
    5,
    [],
    {},
    'resnet',
    { name: 'x', input: [28, 28, 1], layers: 'none' },
    { layers: [] },
  ],
  data: [undefined, null, 5, 'mnist', []],
  'data.name': [
    'MNIST',
    'shapes ',
    true,
    'blob:x',
    'http://example.org/data',
    'cifar',
    7,
    null,
    {},
    'constructor',
  ],
  'data.options.perClass': [0, -1, 1.5, 1e9, 'many', [], true],
  'data.options.seed': [-1, 0.5, '1', 1e12, {}],
  'data.options.colour': ['yes', 1, [], {}],
  settings: ['none', 5, [], true],
  'settings.optimizer': ['', true, 'ftrl', 7, {}, null, [], 'toString'],
  'settings.learningRate': [0, -1, '0.1', null, 1e9, [], {}],
  'settings.batchSize': [0, 1.5, -4, '64', 1e6, null, {}],
  'settings.epochs': [0, 0.5, '5', 1e9, null, []],
  'settings.seed': [-1, 0.5, '1', 1e12, null, {}],
  'settings.optimizerOptions': ['none', 5, [], true],
  'settings.optimizerOptions.momentum': [{}, [], null, 1e12],
  'settings.augmentation': ['photos', 5, [], { rotate: 46 }, { unknown: 1 }],
  'settings.augmentation.flip': [1, 'yes', null, {}],
  'settings.augmentation.shift': ['far', -1, null, {}, []],
  'settings.earlyStopping': [5, 'soon', [], true],
  'settings.earlyStopping.every': [0, -1, 1.5, '7', null, {}],
  'settings.earlyStopping.patience': [0, -1, 1.5, '7', {}],
  'settings.schedule': [
    5,
    'cosine',
    [],
    { kind: 'linear' },
    { kind: 'cosine' },
    { kind: 'step', every: 0, factor: 1 },
  ],
  view: [true, 'Stage', 'javascript:0', 'constructor', 5, null, {}, [], '', 'https://example.org'],
  sample: [1e9, -1, 0.5, '3', {}, [], true],
  pointed: ['conv1', 5, [], true],
  'pointed.layer': [5, null, {}, [], 'x'.repeat(201)],
  'pointed.index': [5, '0', {}, true],
  'pointed.slice': [-1, 0.5, '1', {}],
  'pointed.tap': [[1], [1, 2, 3], 5, 'x', {}],
  'pointed.whole': [1, 'yes', null, {}],
  kernels: [0, 'no', null, {}, []],
  expanded: [5, 'conv1', {}, Array.from({ length: 101 }, () => 'x')],
  'expanded[0]': [5, null, {}, 'x'.repeat(201)],
  map: ['', 'conv1', 5, [], true],
  'map.layer': [5, null, {}, []],
  'map.channel': [1e9, -1, 0.5, '1', null, {}, []],
  language: ['EN', '', 'de', 5, {}, [], true],
  hidden: [5, 'views', {}, true],
  'hidden[0]': ['Views', true, [], 'header', 5, null, {}],
  task: [5, null, {}, [], 'x'.repeat(1001)],
};

/** A worksheet with one thing in it that is wrong. */
function withWrong(place: string, value: unknown): unknown {
  const whole = {
    ...{
      network: 'lenet5',
      data: { name: 'shapes', options: { colour: true } },
      expanded: ['conv1'],
      hidden: ['views'],
    },
    settings: {
      ...{ optimizerOptions: { momentum: 0.9 }, augmentation: { flip: true } },
      earlyStopping: { every: 5, patience: null },
    },
    ...{ pointed: { layer: 'conv1', index: [0, 0, 0], slice: null }, map: { layer: 'conv1', channel: 0 } },
  };
  const names = place.split(/[.[\]]+/).filter((name) => name !== '');
  let inner: Record<string, unknown> = whole;
  for (const name of names.slice(0, -1)) inner = inner[name] as Record<string, unknown>;
  inner[names.at(-1) ?? ''] = value;
  return whole;
}

const errorOf = (json: unknown): WorksheetError | null => {
  try {
    fromJson(JSON.parse(JSON.stringify(json)));
    return null;
  } catch (error) {
    if (error instanceof WorksheetError) return error;
    throw error;
  }
};

describe('a link is refused, with place, expected and received', () => {
  const cases = Object.entries(WRONG).flatMap(([place, values]) => values.map((value) => ({ place, value })));
  it(`${cases.length} wrong values, each at its place`, () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    for (const { place, value } of cases) {
      const error = errorOf(withWrong(place, value));
      expect(error, `${place}: ${JSON.stringify(value)}`).toBeInstanceOf(WorksheetError);
      expect(error?.place.startsWith(place), `${place}: ${error?.message ?? ''}`).toBe(true);
      expect(error?.received).not.toBe('');
    }
  });

  it('an unknown field, wherever it is', () => {
    for (const place of ['script', 'data.url', 'data.digest', 'settings.code', 'pointed.html', 'map.x'])
      expect(errorOf(withWrong(place, 'x'))?.expected).toMatchObject({ kind: 'fields' });
    expect(
      errorOf(JSON.parse('{"__proto__": {}, "network": "lenet5", "data": {"name": "mnist"}}'))?.received,
    ).toBe('"__proto__"');
  });

  it('a text that is cut off, changed, of another version, or unpacks to too much', async () => {
    const text = await writeWorksheet({ ...FIRST, network: own(8, 3), task: 'Find the edges.' });
    const refused = async (text: string): Promise<string> => {
      const error: unknown = await readWorksheet(text).then(
        () => null,
        (error: unknown) => error,
      );
      expect(error, text).toBeInstanceOf(WorksheetError);
      return (error as WorksheetError).expected.kind;
    };
    for (let cut = 2; cut < text.length; cut += Math.ceil(text.length / 20))
      expect(await refused(text.slice(0, cut))).toBe('complete');
    for (const wrong of ['1.<script>', '1.%00', '1. ', '1.…']) expect(await refused(wrong)).toBe('complete');
    for (const other of ['', '2.abc', 'abc', '{"network":"lenet5"}'])
      expect(await refused(other)).toBe('version');
    expect(await refused(`1.${'A'.repeat(20_000)}`)).toBe('short');
    expect(await refused(await writeWorksheet({ ...FIRST, task: 'x'.repeat(300_000) }))).toBe('short');
  });

  it('names only pictures that the page can make itself', () => {
    expect(errorOf({ network: 'lenet5', data: { name: 'mnist', digest: 'ab' } })?.place).toBe('data');
    expect(errorOf({ network: 'lenet5', data: { name: 'mnist', options: { url: 'x' } } })?.place).toBe(
      'data.options',
    );
  });
});
