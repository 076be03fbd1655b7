// The reference of whole networks against TensorFlow.js, which shares no code with it: outputs, and the gradient of every weight, within
// the noise floor of the fuzzer. Its networks are random ones of all that it has, each with what is left out said below.

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeTfjs } from '../../src/formats/tfjs/files';
import { measure, worstOf, type Measured } from '../../src/fuzz/noise';
import { randomInputs, randomNetwork, randomWeights, type DrawnLayer } from '../../src/fuzz/randomNetworks';
import { backward, forward, type StepInputs } from '../../src/fuzz/reference';
import type { Network } from '../../src/models/network';
import { ndArray, random, type NdArray } from '../../src/reference/ndArray';
import { runsInTfjs, tfjsModel } from '../support/peers/tfjsModels';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Where its gradient is missing or another (see test/layers/tfjs.test.ts), or it draws other masks. */
function hasGradient(layer: DrawnLayer): boolean {
  const { kind, options, inputShapes } = layer;
  const dilated = Array.isArray(options.dilationRate) && options.dilationRate.some((rate) => rate !== 1);
  const shapes = new Set(inputShapes.map(String));
  return (
    runsInTfjs(layer) &&
    !dilated &&
    !(kind === 'averagePooling2d' && options.padding === 'same') &&
    !/^(resizing|upSampling2d|centerCrop|spatialDropout2d)$/.test(kind) &&
    !(/^(maximum|minimum)$/.test(kind) && shapes.size > 1) &&
    !/leakyRelu|hardSi|exponential/.test(String(options.activation))
  );
}

interface Case {
  readonly network: Network;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly inputs: readonly NdArray[];
  readonly dy: NdArray;
  readonly measured: Measured;
}

function caseOf(seed: number): Case | null {
  const network = randomNetwork(seed, { allows: hasGradient, wide: true, layers: 1 + (seed % 5) });
  // A layer that reads another twice is written otherwise.
  if (network.trainedCount === 0 || network.layers.some(({ inputs }) => new Set(inputs).size < inputs.length))
    return null;
  const weights = randomWeights(network, seed);
  const inputs = randomInputs(network, seed, 2);
  const output = network.layers.find(({ name }) => name === network.outputs[0])!;
  const dy = random([2, ...output.outputShape], seed + 1);
  const specs = network.layers.flatMap(({ name, parameters }) =>
    parameters.map((spec) => [`${name}/${spec.name}`, spec.shape] as const),
  );
  const parameters = new Map(specs.map(([key, shape]) => [key, ndArray(shape, weights.get(key))]));
  const mode = { training: false, seed: 0, step: 0 };
  const step: StepInputs = { network, parameters, inputs, bare: new Set(), mode };
  const measured = measure(seed, (noise) => {
    const pass = forward(step, noise);
    const { parameters: gradients } = backward(step, pass, [dy], noise);
    return new Map([['output', pass.values.get(output.name)!], ...gradients]);
  });
  return measured && { network, weights, inputs, dy, measured };
}

describe('60 random networks', () => {
  it('have the outputs and gradients of tfjs', async () => {
    let compared = 0;
    for (let seed = 0; compared < 60; seed++) {
      const one = caseOf(seed);
      if (one === null) continue;
      const { network, weights, inputs, dy, measured } = one;
      const { files, remarks } = writeTfjs({ network: network.toJSON(), weights, remarks: [] });
      if (remarks.length > 0) continue;
      const model = await tfjsModel(files);
      const x = tf.tensor(Float32Array.from(inputs[0]!.data), [...inputs[0]!.shape]);
      const r = tf.tensor(Float32Array.from(dy.data), [...dy.shape]);
      const apply = (): tf.Tensor => model.apply(x, { training: false }) as tf.Tensor;
      const worst = (name: string, received: tf.Tensor): void => {
        const { times, expected, received: got } = worstOf(measured.get(name)!, received.dataSync());
        expect(times, `seed ${seed}, ${name}: expected ${expected}. Received ${got}`).toBeLessThanOrEqual(1);
      };
      worst('output', apply());
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { grads } = tf.variableGrads(() => apply().mul(r).sum(), variables);
      // It lists layers in another order; the weights of one in ours.
      for (const { name, parameters } of network.layers) {
        const trained = parameters.filter((spec) => spec.trained);
        const theirs = trained.length === 0 ? [] : model.getLayer(name).trainableWeights;
        expect(theirs).toHaveLength(trained.length);
        trained.forEach((spec, i) => {
          const gradient = grads[(theirs[i]!.read() as tf.Variable).name];
          const key = `${name}/${spec.name}`;
          if (gradient !== undefined && measured.has(key)) worst(key, gradient);
        });
      }
      tf.dispose([x, r, ...Object.values(grads)]);
      model.dispose();
      compared++;
    }
  });
});
