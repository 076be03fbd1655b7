// How many digits of an activation function are right, over all numbers that occur: a formula that cancels somewhere passes tests at
// a few numbers.

import { beforeAll, describe, expect, it } from 'vitest';
import { checkOptions } from '../../src/layers/options';
import { layerDefinition } from '../../src/layers/all';
import { ndArray } from '../../src/reference/ndArray';
import { UNFUSED_CURVES } from '../../src/reference/unfusedActivations';
import { testDevice } from '../support/device';
import { runLayer } from '../support/layerRun';
import { TRAINING } from './sample';

/** From ±0.001 to ±15, each 0.5 % larger than the one before. */
const SIZES = Array.from({ length: 1928 }, (_, i) => Math.fround(1e-3 * 1.005 ** i));
const NUMBERS = [...SIZES.map((x) => -x).reverse(), 0, ...SIZES];

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

describe('from −15 to 15', () => {
  it.each(Object.keys(UNFUSED_CURVES) as (keyof typeof UNFUSED_CURVES)[])('%s', async (activation) => {
    const definition = layerDefinition('activation');
    const x = ndArray([1, NUMBERS.length], NUMBERS);
    const run = await runLayer(
      device,
      definition,
      checkOptions('activation', definition.options, { activation }),
      {
        ...{
          inputs: [x],
          parameters: {},
          dy: ndArray(
            x.shape,
            NUMBERS.map(() => 1),
          ),
          mode: TRAINING,
        },
      },
    );
    const { value, slope } = UNFUSED_CURVES[activation];
    for (const [name, found, exact] of [
      ['y', run.y.data, value],
      ['dy/dx', run.dInputs[0]!.data, slope],
    ] as const)
      NUMBERS.forEach((number, i) => {
        const wanted = exact(number);
        // Some roundings of the result, and one of the numbers that it is the difference of.
        const allowed = 3e-6 * Math.abs(wanted) + 1.5e-7 * Math.max(1, Math.abs(number));
        const off = Math.abs(found[i]! - wanted);
        if (!(off <= allowed)) expect.fail(`${name} at ${number}: expected ${wanted}. Received ${found[i]}`);
      });
  });
});
