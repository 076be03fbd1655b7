// A whole network on given numbers: by the layers' f64 references, and on the GPU.

import { readFloats } from '../../src/gpu/readback';
import { Slab } from '../../src/gpu/slab';
import { compilePlan } from '../../src/graph/plan';
import type { Network } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { forwardGraph } from '../../src/train/stepGraph';
import { networkForward } from './networkReference';

export type Weights = ReadonlyMap<string, Float32Array>;

/**
 * @param inputs [1, …], as the network lists them
 * @returns its outputs [1, …] by name, in f64
 */
export function referenceOutputs(
  network: Network,
  weights: Weights,
  inputs: readonly NdArray[],
): Map<string, NdArray> {
  const values = new Map(
    network.layers.flatMap(({ name, parameters }) =>
      parameters.map((spec) => {
        const key = `${name}/${spec.name}`;
        return [key, ndArray(spec.shape, weights.get(key))] as const;
      }),
    ),
  );
  const given = new Map(network.inputs.map(({ name }, i) => [name, inputs[i]!.data]));
  const results = networkForward(network, values, given);
  return new Map(
    network.outputs.map((name) => {
      const { shape, data } = results.get(name)!;
      return [name, ndArray([1, ...shape], data)];
    }),
  );
}

/**
 * @param inputs [batch, …], as the network lists them
 * @returns its outputs [batch, …] by name
 */
export async function gpuOutputs(
  device: GPUDevice,
  network: Network,
  weights: Weights,
  inputs: readonly NdArray[],
): Promise<Map<string, NdArray>> {
  const store = new ParameterStore(device, network);
  for (const [name, values] of weights) store.write(name, values);
  const slab = new Slab('inputs');
  const batch = inputs[0]?.shape[0] ?? 1;
  const forward = forwardGraph(network, store, batch, 'outputs', slab);
  slab.allocate(device);
  forward.inputs.forEach(({ storage }, i) => {
    if (storage.home === 'slab')
      device.queue.writeBuffer(slab.buffer, storage.offsetBytes, Float32Array.from(inputs[i]!.data));
  });
  const plan = await compilePlan(device, forward.graph);
  plan.run();
  const outputs = new Map<string, NdArray>();
  for (const name of network.outputs) {
    const tensor = forward.results.get(name)!;
    outputs.set(name, ndArray(tensor.shape, await readFloats(device, plan.view(tensor))));
  }
  plan.destroy();
  slab.destroy();
  store.destroy();
  return outputs;
}
