// Maps stored as f16: a layer of any kind reads and writes them, forward and backward, and computes what the reference computes
// from inputs rounded to f16. The rounding of its result, and of what it differentiates at, is left.

import { beforeAll, describe, expect, it } from 'vitest';
import { GPU_TARGET, PLAIN_TARGET, targetOf, type KernelTarget } from '../../src/kernels/target';
import type { LayerCase, LayerDefinition } from '../../src/layers/layer';
import { checkOptions } from '../../src/layers/options';
import { roundedToF16 } from '../../src/reference/float16';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { loadVariants } from '../../src/tuning/calibrate';
import { testDevice } from '../support/device';
import { expectLayer, runLayer } from '../support/layerRun';
import { DEFINITIONS } from './definitions';
import { sample, TRAINING } from './sample';

const device = await testDevice();
const hasF16 = device.features.has('shader-f16');
beforeAll(loadVariants);

/** A unit in the last place of f16 is 2⁻¹⁰; a gradient may depend on a small difference of rounded numbers. */
const WITHIN = { y: 1e-3, gradients: 5e-3 };

const halved = ({ shape, data }: NdArray): NdArray => ndArray(shape, Array.from(data, roundedToF16));

async function check(
  definition: LayerDefinition,
  { options: given, inputs: shapes, batch, range }: LayerCase<Readonly<Record<string, unknown>>>,
  target: KernelTarget,
): Promise<void> {
  const options = checkOptions(definition.kind, definition.options, given);
  const { parameters, dy, ...full } = sample(definition, options, shapes, batch, range);
  const inputs = full.inputs.map(halved);
  const numbers = { inputs, parameters, dy, mode: TRAINING };
  const run = await runLayer(device, definition, options, { ...numbers, target, halves: true });
  expect({ whole: run.whole, fallbacks: run.fallbacks }).toEqual({ whole: [], fallbacks: [] });
  expectLayer(run, definition, options, numbers, WITHIN);
}

describe.runIf(hasF16).each(DEFINITIONS)('%s', (_, definition) => {
  it.each(definition.cases.map((one) => [one.title, one] as const))('%s', async (_title, one) => {
    await check(definition, one, targetOf(device));
  });
});

/** Kernels that are chosen by target. Each rewrites the same texts for every case, so a few will do. */
const CHOSEN = ['conv2d', 'dense', 'maxPooling2d'];
const CASES = 3;
const TARGETS: readonly (readonly [string, KernelTarget])[] = [
  ['plain shaders', PLAIN_TARGET],
  ['tiles', { ...GPU_TARGET, convolution: 'tiles', quads: false }],
  ['lanes', { ...GPU_TARGET, convolution: 'lanes', quads: false }],
];

describe.runIf(hasF16).each(TARGETS)('%s', (_, target) => {
  it.each(DEFINITIONS.filter(([kind]) => CHOSEN.includes(kind)))('%s', async (_kind, definition) => {
    for (const one of definition.cases.slice(0, CASES)) await check(definition, one, target);
  });
});
