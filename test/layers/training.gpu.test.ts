// What the layers that behave differently in training promise beyond the contract.

import { beforeAll, describe, expect, it } from 'vitest';
import { batchNormalization } from '../../src/layers/batchNormalization';
import { dropout } from '../../src/layers/dropout';
import type { LayerDefinition, ReferenceMode } from '../../src/layers/layer';
import { checkOptions } from '../../src/layers/options';
import { batchNormalizationTrainingForward } from '../../src/reference/batchNormalization';
import { map, ndArray, random, type NdArray } from '../../src/reference/ndArray';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';
import { runLayer, type LayerRun } from '../support/layerRun';
import { sample, TRAINING } from './sample';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

/** The first `count` pictures of a batch. */
function head(x: NdArray, count: number): NdArray {
  const [batch = 1, ...rest] = x.shape;
  return ndArray([count, ...rest], x.data.slice(0, (x.data.length / batch) * count));
}

describe('batchNormalization', () => {
  const definition = batchNormalization as unknown as LayerDefinition;
  const options = checkOptions('batchNormalization', definition.options, {});

  it('a short batch gives what its valid rows alone would give, and no gradient to the others', async () => {
    const { inputs, parameters, dy } = sample(definition, options, [[7, 5, 3]], 5);
    const valid = 3;
    // By the time it comes back through the loss, dy of a row that does not count is 0; x there may be anything.
    dy.data.fill(0, (dy.data.length / 5) * valid);
    inputs[0]!.data.fill(1e6, (inputs[0]!.data.length / 5) * valid);
    const short = await runLayer(device, definition, options, {
      inputs,
      parameters,
      dy,
      mode: TRAINING,
      validRows: valid,
    });
    const alone = { inputs: inputs.map((x) => head(x, valid)), dy: head(dy, valid) };
    const expected = definition.reference.backward(options, alone.inputs, parameters, alone.dy, TRAINING);
    expectClose(
      head(short.y, valid),
      definition.reference.forward(options, alone.inputs, parameters, TRAINING),
      'y',
    );
    expectClose(head(short.dInputs[0]!, valid), expected.inputs[0]!, 'dx');
    expect(new Set(short.dInputs[0]!.data.slice((dy.data.length / 5) * valid))).toEqual(new Set([0]));
    expectClose(short.dParameters.gamma!, expected.parameters.gamma!, 'dGamma');
    expectClose(short.dParameters.beta!, expected.parameters.beta!, 'dBeta');
  });

  it('moves its averages by the biased variance of the batch', async () => {
    const { inputs, parameters, dy } = sample(definition, options, [[6, 4, 3]], 2);
    const { parametersAfter } = await runLayer(device, definition, options, {
      inputs,
      parameters,
      dy,
      mode: TRAINING,
    });
    const { gamma, beta, movingMean, movingVariance } = parameters;
    const moved = batchNormalizationTrainingForward(inputs[0]!, {
      gamma: gamma!,
      beta: beta!,
      movingMean: movingMean!,
      movingVariance: movingVariance!,
    });
    expectClose(parametersAfter.movingMean!, moved.movingMean, 'moving mean', 1e-6);
    expectClose(parametersAfter.movingVariance!, moved.movingVariance, 'moving variance', 1e-6);
  });

  it('keeps its digits where the mean is ten thousand times the deviation', async () => {
    const { parameters, dy } = sample(definition, options, [[16, 16, 2]], 4);
    const x = map(random([4, 16, 16, 2], 7, -1, 1), (v) => Math.fround(10000 + v));
    const run = await runLayer(device, definition, options, { inputs: [x], parameters, dy, mode: TRAINING });
    expectClose(run.y, definition.reference.forward(options, [x], parameters, TRAINING), 'y', 2e-3);
    // E[x²] − E[x]² in f32 would be off by several times the variance itself.
    const { gamma, beta, movingMean, movingVariance } = parameters;
    const moved = batchNormalizationTrainingForward(x, {
      gamma: gamma!,
      beta: beta!,
      movingMean: movingMean!,
      movingVariance: movingVariance!,
    });
    expectClose(run.parametersAfter.movingVariance!, moved.movingVariance, 'moving variance', 1e-6);
  });

  it('a batch that is not finite leaves the averages alone', async () => {
    const { inputs, parameters, dy } = sample(definition, options, [[3]], 4);
    inputs[0]!.data[4] = NaN; // channel 1
    const { y, parametersAfter } = await runLayer(device, definition, options, {
      inputs,
      parameters,
      dy,
      mode: TRAINING,
    });
    expect(y.data[1]).toBeNaN();
    expect(parametersAfter.movingMean!.data[1]).toBe(parameters.movingMean!.data[1]);
    expect(parametersAfter.movingVariance!.data[1]).toBe(parameters.movingVariance!.data[1]);
    expect(parametersAfter.movingMean!.data[0]).not.toBe(parameters.movingMean!.data[0]);
  });

  it('gives the same bits every time', async () => {
    const given = sample(definition, options, [[9, 9, 5]], 8);
    const run = (): Promise<LayerRun> => runLayer(device, definition, options, { ...given, mode: TRAINING });
    expect(await run()).toEqual(await run());
  });
});

describe('dropout', () => {
  const definition = dropout as unknown as LayerDefinition;

  /** Which of 4096 numbers stay. */
  async function mask(rate: number, mode: Partial<ReferenceMode> = {}): Promise<number[]> {
    const options = checkOptions('dropout', definition.options, { rate });
    const ones = ndArray([4, 1024], new Array<number>(4096).fill(1));
    const { y } = await runLayer(device, definition, options, {
      inputs: [ones],
      parameters: {},
      dy: ones,
      mode: { ...TRAINING, ...mode },
    });
    return [...y.data].map((value) => Number(value !== 0));
  }

  it.each([0.1, 0.5, 0.9])('drops a share of %d, within four standard deviations', async (rate) => {
    const kept = (await mask(rate)).reduce((a, b) => a + b, 0) / 4096;
    expect(Math.abs(kept - (1 - rate))).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / 4096));
  });

  it('drops the same in the same step, and otherwise in another step, layer or run', async () => {
    const first = await mask(0.5);
    expect(await mask(0.5)).toEqual(first);
    for (const change of [{ step: 4 }, { name: 'another layer' }, { seed: 12 }]) {
      const other = await mask(0.5, change);
      const agreeing = other.filter((kept, i) => kept === first[i]).length / 4096;
      // Two independent coins agree half the time.
      expect(Math.abs(agreeing - 0.5), JSON.stringify(change)).toBeLessThan(4 * Math.sqrt(0.25 / 4096));
    }
  });
});
