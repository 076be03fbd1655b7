// The fuzzer itself: it draws everything there is, it keeps away from kinks, it knows what rounding does, and it finds faults.

import { beforeAll, describe, expect, it } from 'vitest';
import { drawCase, hasSeveralEnds, type FuzzCase } from '../../src/fuzz/case';
import { checkCase } from '../../src/fuzz/check';
import { MUTANTS, putInto } from '../../src/fuzz/mutants';
import { measure, worstOf } from '../../src/fuzz/noise';
import { shrink, simpler, testOf } from '../../src/fuzz/shrink';
import { FORCED_TARGETS } from '../../src/fuzz/targets';
import { LAYERS } from '../../src/layers/all';
import type { LayerDefinition } from '../../src/layers/layer';
import { LOSSES } from '../../src/losses/losses';
import { defineNetwork } from '../../src/models/network';
import { OPTIMIZERS } from '../../src/optimizers/more';
import { clipOf } from '../../src/optimizers/clipping';
import { SCHEDULES } from '../../src/optimizers/schedules';
import { activate, softmaxBackward, softmaxForward } from '../../src/reference/activations';
import { groupNormalizationBackward } from '../../src/reference/groupNormalization';
import { map, ndArray, random } from '../../src/reference/ndArray';
import { runTerminal } from '../support/terminal';
import { newTestDevice, testDevice } from '../support/device';

describe('cases', () => {
  let cases: FuzzCase[] = [];
  beforeAll(() => {
    cases = Array.from({ length: 2000 }, (_, seed) => drawCase(seed));
  });

  it('are the same for the same seed', () => {
    expect(drawCase(17)).toEqual(drawCase(17));
    expect(JSON.parse(JSON.stringify(drawCase(17)))).toEqual(drawCase(17));
  });

  it('hold every loss, optimizer and target', () => {
    expect(new Set(cases.flatMap(({ losses }) => losses.map(({ kind }) => kind)))).toEqual(
      new Set(Object.keys(LOSSES)),
    );
    expect(new Set(cases.map(({ optimizer }) => optimizer.kind))).toEqual(new Set(Object.keys(OPTIMIZERS)));
    expect(new Set(cases.map(({ target }) => target))).toEqual(new Set([null, ...FORCED_TARGETS.keys()]));
  });

  it('hold every schedule and clipping, weights, augmentation, mixed rows, short batches and frozen layers', () => {
    const steps = cases.filter(({ ways }) => ways === 'steps');
    const counted = <T>(of: (one: FuzzCase) => T): Set<T> => new Set(steps.map(of));
    expect(counted(({ schedule }) => schedule?.kind)).toEqual(new Set([undefined, ...SCHEDULES]));
    expect(counted(({ optimizer }) => clipOf(optimizer.options)?.by)).toEqual(
      new Set([undefined, 'clipnorm', 'clipvalue', 'globalClipnorm']),
    );
    const some: readonly ((one: FuzzCase) => boolean)[] = [
      ({ weighsSamples }) => weighsSamples,
      ({ weighsClasses }) => weighsClasses,
      ({ labelSmoothing }) => labelSmoothing > 0,
      ({ mixUp }) => mixUp,
      ({ augmentation }) => augmentation !== null,
      ({ rows, batch }) => rows < batch,
      ({ network }) => network.layers.some(({ trainable }) => trainable === false),
      ({ network }) => network.layers.some(({ sharesWith }) => sharesWith !== undefined),
    ];
    for (const has of some) expect(steps.filter(has).length, String(has)).toBeGreaterThan(30);
  });

  it('have several inputs or outputs in a fifth, with a loss and a weight for each output', () => {
    const several = cases.filter(hasSeveralEnds);
    expect(several.length / cases.length).toBeCloseTo(0.2, 1);
    for (const { network, losses } of cases) expect(losses).toHaveLength(network.outputs!.length);
    const shapes = ({ network }: FuzzCase) =>
      (network.input as readonly { shape: unknown }[]).map(({ shape }) => String(shape));
    const isRead = (name: string, { layers }: FuzzCase['network']): boolean =>
      layers.some(({ inputs = [] }) => inputs.includes(name));
    const some: readonly ((one: FuzzCase) => boolean)[] = [
      (one) => new Set(shapes(one)).size > 1,
      ({ losses }) => losses.length === 2,
      ({ losses }) => losses.length > 2,
      ({ losses }) => new Set(losses.map(({ kind }) => kind)).size > 1,
      ({ losses }) => new Set(losses.map(({ weight }) => weight)).size > 1,
      ({ network }) => network.outputs!.some((name) => isRead(name, network)),
      ({ network }) => new Set(network.outputs).size < network.outputs!.length,
      ({ mixUp }) => mixUp,
      ({ augmentation }) => augmentation !== null,
      ({ weighsSamples }) => weighsSamples,
      ({ pieces, ways }) => pieces && ways === 'steps',
      ({ network }) => network.layers.some(({ sharesWith }) => sharesWith !== undefined),
    ];
    for (const has of some) expect(several.filter(has).length, String(has)).toBeGreaterThan(5);
    // What is for one output only.
    for (const { losses, weighsClasses } of cases) expect(losses.length > 1 && weighsClasses).toBe(false);
  });

  // Labels are inputs, which are numbers between −1 and 1 here.
  const ofNumbers = (Object.entries(LAYERS) as unknown as [string, LayerDefinition][]).filter(
    ([, { takesIndices }]) => takesIndices !== true,
  );
  it.each(ofNumbers)('hold %s with every option at more than one value', (kind, { options }) => {
    const drawn = cases.flatMap(({ network }) =>
      network.layers.filter((layer) => layer.kind === kind && layer.sharesWith === undefined),
    );
    expect(drawn.length).toBeGreaterThan(10);
    for (const [name, option] of Object.entries(options)) {
      const values = new Set(drawn.map((layer) => JSON.stringify(layer.options?.[name])));
      // How parameters begin does not matter: the fuzzer draws their values.
      if (name.endsWith('Initializer')) continue;
      expect(values.size, name).toBeGreaterThan(1);
      if (option.type === 'choice' && (option.values ?? []).length < 8)
        expect([...values].sort(), name).toEqual(
          (option.values ?? []).map((one) => JSON.stringify(one)).sort(),
        );
    }
  });
});

describe('the noise floor', () => {
  it('is above a sum of products as f32 adds them, and below a missing term', () => {
    const [a, b] = [random([200], 1), random([200], 2)];
    const measured = measure(1, (noise) => {
      const [x, y] = [noise.disturb(a, 16), noise.disturb(b, 16)];
      return new Map([['sum', ndArray([1], [x.data.reduce((sum, v, i) => sum + v * y.data[i]!, 0)])]]);
    });
    const sum = measured!.get('sum')!;
    let rounded = 0;
    a.data.forEach((v, i) => (rounded = Math.fround(rounded + Math.fround(v * b.data[i]!))));
    expect(worstOf(sum, [rounded]).times).toBeLessThan(1);
    expect(worstOf(sum, [sum.values.data[0]! - a.data[7]! * b.data[7]!]).times).toBeGreaterThan(100);
  });

  // Two numbers become ±1, whatever they are: their gradient is a small difference of large terms.
  it('is above rounding within a layer whose gradient is nearly 0', () => {
    const [x, dy] = [random([1, 2], 3), random([1, 2], 4)];
    const groups = { outer: 1, positions: 1, groups: 1, size: 2 };
    const gradient = measure(1, (noise) => {
      const read = (array: typeof x) => noise.disturb(array, 3);
      const run = () =>
        groupNormalizationBackward(read(x), { gamma: null, beta: null }, read(dy), groups, 1e-7, [2]).dx;
      return new Map([['dx', noise.within(run)]]);
    })!.get('dx')!;
    // As shaders/normalization/group_norm_*.wgsl, each result rounded.
    const f = Math.fround;
    const [[a = 0, b = 0], [p = 0, q = 0]] = [x.data, dy.data];
    const mean = f(f(a + b) / 2);
    const [s, t] = [f(a - mean), f(b - mean)];
    const scale = f(1 / Math.sqrt(f(f(f(f(s * s) + f(t * t)) / 2) + f(1e-7))));
    const [hatA, hatB] = [f(s * scale), f(t * scale)];
    const [ofD, ofHat] = [f(f(p + q) / 2), f(f(f(p * hatA) + f(q * hatB)) / 2)];
    const dx = [f(f(f(p - ofD) - f(hatA * ofHat)) * scale), f(f(f(q - ofD) - f(hatB * ofHat)) * scale)];
    expect(worstOf(gradient, dx).times).toBeLessThan(1);
    expect(worstOf(gradient, [dx[0]! + 1e-3 * scale, dx[1]!]).times).toBeGreaterThan(5);
  });

  it('is as much larger for a sum of equal numbers, which are all rounded alike', () => {
    const sumOf = (numbers: readonly number[]) =>
      measure(1, (noise) => {
        const { data } = noise.disturb(ndArray([numbers.length], numbers), 1);
        return new Map([['sum', ndArray([1], [data.reduce((a, b) => a + b, 0)])]]);
      })!.get('sum')!.floor[0]!;
    const different = Array.from({ length: 100 }, (_, i) => 1 + i * 1e-4);
    expect(sumOf(different.map(() => 1)) / sumOf([1])).toBeCloseTo(100, 5);
    expect(sumOf(different) / sumOf([1])).toBeLessThan(30);
  });

  it('is the same reference where no errors are put in', () => {
    const [x, dy] = [random([3, 5], 5), random([3, 5], 6)];
    const exact = softmaxBackward(softmaxForward(x), dy);
    measure(1, (noise) => new Map([['y', noise.within(() => softmaxForward(x))]]));
    expect(softmaxBackward(softmaxForward(x), dy)).toEqual(exact);
  });

  it('refuses numbers at a kink, and none away from it', () => {
    const at = (value: number) =>
      measure(1, (noise) => {
        // A difference that is all rounding.
        const x = map(noise.disturb(ndArray([1], [1]), 4), (v) => v - 1 + value);
        const y = activate('relu', x);
        return new Map([['slope', map(y, (v) => Number(v > 0))]]);
      });
    expect(at(1e-8)).toBeNull();
    expect(at(0.1)?.get('slope')?.values.data[0]).toBe(1);
  });

  it('refuses what is not finite', () => {
    expect(measure(1, () => new Map([['x', ndArray([1], [Infinity])]]))).toBeNull();
  });
});

it("reaches Winograd's kernels", async () => {
  const device = await testDevice();
  const kernels = new Set<string>();
  for (let seed = 0; seed < 200 && kernels.size < 7; seed++) {
    const one = drawCase(seed, true);
    if (one.target !== 'winograd') continue;
    const outcome = await checkCase(device, one);
    expect(outcome.mismatches).toEqual([]);
    for (const name of outcome.kernels) if (name.startsWith('winograd')) kernels.add(name);
  }
  expect([...kernels].sort()).toEqual([
    'winograd_grad_multiply',
    'winograd_grad_weight',
    'winograd_gradient',
    'winograd_input',
    'winograd_multiply',
    'winograd_output',
    'winograd_weights',
  ]);
});

describe('shrinking', () => {
  it('leaves what makes a case fail', async () => {
    const start = Array.from({ length: 300 }, (_, seed) => drawCase(seed)).find(
      ({ network }) =>
        network.layers.length > 6 && network.layers.some(({ kind }) => kind === 'maxPooling2d'),
    )!;
    const smallest = await shrink(start, ({ network }) =>
      Promise.resolve(network.layers.some(({ kind }) => kind === 'maxPooling2d')),
    );
    // Besides the pooling something that is trained, and what joins both.
    expect(smallest.network.layers.length).toBeLessThanOrEqual(5);
    expect(smallest).toMatchObject({
      batch: 1,
      target: null,
      half: false,
      pieces: false,
      schedule: null,
      mixUp: false,
    });
    const text = testOf(smallest, 'a title');
    const [json = ''] =
      /\{[^]*(?=\);\n {2}expect\(outcome\.mismatches)/.exec(text.slice(text.indexOf('await testDevice()'))) ??
      [];
    expect(await checkCase(await testDevice(), JSON.parse(json) as FuzzCase)).toMatchObject({
      mismatches: [],
    });
  });

  it('leaves one input and one output where these do, and a loss for each output that stays', async () => {
    const several = Array.from({ length: 300 }, (_, seed) => drawCase(seed)).filter(hasSeveralEnds);
    for (const one of several)
      for (const { network, losses } of simpler(one)) {
        const { outputs } = defineNetwork(network);
        expect(losses).toHaveLength(outputs.length);
      }
    const start = several.find(({ network, losses }) => network.input.length > 1 && losses.length > 2)!;
    const smallest = await shrink(start, () => Promise.resolve(true));
    expect(smallest.network.input).toHaveLength(1);
    expect(smallest.losses).toEqual([{ kind: 'meanSquaredError', weight: 1 }]);
    const weighed = await shrink(start, ({ losses }) => Promise.resolve(losses.length > 1));
    expect(weighed.losses).toEqual(Array(2).fill({ kind: 'meanSquaredError', weight: 1 }));
    expect(await checkCase(await testDevice(), weighed)).toMatchObject({ mismatches: [] });
  });
});

it.each(MUTANTS.filter(({ name }) => /no bias|partial sums|kernel not flipped|Winograd|several/.test(name)))(
  'finds a fault: $name',
  async (mutant) => {
    const { ways = 'kept' } = mutant;
    const device = await newTestDevice();
    const met = putInto(device, mutant);
    let found = false;
    for (let seed = 0; seed < 100 && !found; seed++) {
      const one = drawCase(seed, true);
      if (mutant.where?.(one) === false) continue;
      found = (await checkCase(device, { ...one, ways })).result === 'mismatch' && met() > 0;
    }
    device.destroy();
    expect(found).toBe(true);
  },
);

describe('npm run fuzz', () => {
  it('takes only networks with several inputs or outputs', async () => {
    const { status, stdout } = await runTerminal(
      'fuzz',
      '--cases',
      '1',
      '--several',
      '--seed',
      '3',
      '--json',
    );
    expect(status).toBe(0);
    const { lastSeed } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { lastSeed: number };
    expect(hasSeveralEnds(drawCase(lastSeed))).toBe(true);
  });

  it('says at the end what it found', async () => {
    const { status, stdout } = await runTerminal('fuzz', '--cases', '2', '--seed', '3', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({
      ...{ event: 'done', cases: 2, mismatches: 0, crashes: 0 },
    });
  });

  it('says what is wrong about its options', async () => {
    const { status, stderr } = await runTerminal('fuzz', '--cases', 'many');
    expect(status).toBe(2);
    expect(stderr).toBe("fuzz: --cases must be a whole number of at least 1. Received 'many'\n");
  });
});
