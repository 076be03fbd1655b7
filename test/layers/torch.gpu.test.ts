// A third opinion: PyTorch's numbers for layers that tfjs lacks or has otherwise (torch/make.py wrote them), forward and for
// every gradient. Activations are run by a network, since there a layer's own kernel may not be all that runs.

import { beforeAll, describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import { Slab } from '../../src/gpu/slab';
import { reserveTensor } from '../../src/graph/graph';
import type { LayerDefinition } from '../../src/layers/layer';
import { checkOptions } from '../../src/layers/options';
import { layerDefinition } from '../../src/layers/all';
import { GradientProbe } from '../../src/inspect/gradientProbe';
import { defineNetwork } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { ndArray, type NdArray, type Shape } from '../../src/reference/ndArray';
import { UNFUSED_CURVES } from '../../src/reference/unfusedActivations';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';
import { runLayer } from '../support/layerRun';
import { TRAINING } from './sample';
import numbersOfTorch from './torch/numbers.json';

interface Case {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly input: Shape;
  readonly y: readonly number[];
  readonly dx: readonly number[];
  readonly parameters: Readonly<Record<string, { readonly shape: Shape; readonly d: readonly number[] }>>;
}

const cases = numbersOfTorch as unknown as readonly Case[];

/** The numbers that make.py gave PyTorch. */
function numbers(seed: number, shape: Shape, scale = 1): NdArray {
  const x = ndArray(shape);
  x.data.forEach((_, i) => (x.data[i] = scale * Math.sin(i * 1.7 + seed)));
  return x;
}

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

describe('what PyTorch computes', () => {
  it.each(cases.map((one) => [one.kind, JSON.stringify(one.options), one] as const))(
    '%s %s',
    async (kind, _, { options: given, input, y, dx, parameters }) => {
      const definition: LayerDefinition = layerDefinition(kind);
      const options = checkOptions(kind, definition.options, given);
      const x = numbers(1, input, kind === 'activation' ? 5 : 1);
      const names = definition.parameters(options, [input.slice(1)]).map(({ name }) => name);
      expect(names).toEqual(Object.keys(parameters));
      const own = Object.fromEntries(
        Object.entries(parameters).map(([name, { shape }], i) => [name, numbers(2 + i, shape)]),
      );
      const shape = [input[0]!, ...definition.outputShape(options, [input.slice(1)])];
      const dy = ndArray(
        shape,
        y.map((__, i) => Math.cos(i * 0.9)),
      );
      const run = await runLayer(device, definition, options, {
        ...{ inputs: [x], parameters: own, dy, mode: TRAINING },
      });
      expectClose(run.y, ndArray(shape, y), 'y', 1e-5);
      expectClose(run.dInputs[0]!, ndArray(input, dx), 'dx', 1e-5);
      for (const [name, { shape: of, d }] of Object.entries(parameters))
        expectClose(run.dParameters[name]!, ndArray(of, d), `d ${name}`, 1e-5);
    },
  );
});

describe.each(Object.keys(UNFUSED_CURVES) as (keyof typeof UNFUSED_CURVES)[])(
  'a layer with the activation %s',
  (activation) => {
    it('has the gradients of its sum and of its function', async () => {
      const network = defineNetwork({
        name: 'net',
        input: [3],
        layers: [
          { name: 'bent', kind: 'dense', options: { units: 2, activation } },
          { name: 'sum', kind: 'dense', options: { units: 1, useBias: false } },
        ],
      });
      const store = new ParameterStore(device, network);
      const [weight, bias, out] = [
        [0.5, -1.25, 2, 0.75, -1.5, 0.25],
        [0.125, -0.5],
        [1.5, -0.75],
      ];
      store.write('bent/weight', Float32Array.from(weight));
      store.write('bent/bias', Float32Array.from(bias));
      store.write('sum/weight', Float32Array.from(out));
      const probe = await GradientProbe.create(device, network, store, { layer: 'sum' });
      const picture = [1.5, -0.5, 0.75];
      const slab = new Slab('picture');
      const tensor = reserveTensor('picture', [1, 3], slab);
      slab.allocate(device);
      device.queue.writeBuffer(slab.buffer, 0, Float32Array.from(picture));
      probe.lookAt({ buffer: slab.buffer, offsetBytes: 0, shape: tensor.shape } as never);
      probe.setSeeds(Float32Array.of(1));
      probe.run();
      const { value, slope } = UNFUSED_CURVES[activation];
      const sums = [0, 1].map((k) => picture.reduce((sum, x, i) => sum + x * weight[2 * i + k]!, bias[k]!));
      const read = async (view: Parameters<typeof readFloats>[1] | null): Promise<number[]> =>
        Array.from(await readFloats(device, view!));
      const close = (actual: readonly number[], expected: readonly number[]): void =>
        expected.forEach((number, i) => expect(actual[i]).toBeCloseTo(number, 5));
      close(await read(probe.activation('bent')), sums.map(value));
      close(await read(probe.gradient('bent')), out);
      const delta = sums.map((sum, k) => slope(sum) * out[k]!);
      close(await read(probe.delta('bent')), delta);
      close(
        await read(probe.parameterGradient('bent', 'weight')),
        picture.flatMap((x) => delta.map((d) => x * d)),
      );
      probe.destroy();
      store.destroy();
      slab.destroy();
    });
  },
);
