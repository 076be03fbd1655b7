// A whole network in f64, by the layers' own references: what every layer gives for one picture.

import type { Network } from '../../src/models/network';
import type { ParameterStore } from '../../src/models/parameterStore';
import { lastActivation } from '../../src/models/lower';
import { softmaxForward } from '../../src/reference/activations';
import { logSoftmaxForward } from '../../src/reference/logSoftmax';
import { ndArray, type NdArray } from '../../src/reference/ndArray';

export type Values = ReadonlyMap<string, NdArray>;

/** The parameters that lie on the GPU, `conv/weight`. */
export async function valuesOf(store: ParameterStore): Promise<Values> {
  return new Map((await store.read()).map(({ name, shape, values }) => [name, ndArray(shape, [...values])]));
}

/**
 * @param given numbers by layer's (or input's) name that are taken instead of computed
 * @param bare a layer without its softmax
 * @returns every layer's output without the batch axis
 */
export function networkForward(
  network: Network,
  values: Values,
  given: ReadonlyMap<string, ArrayLike<number>>,
  bare: string | null = null,
): Map<string, NdArray> {
  const results = new Map<string, NdArray>();
  for (const { name, shape } of network.inputs)
    results.set(name, ndArray([1, ...shape], Array.from(given.get(name) ?? [])));
  for (const layer of network.layers) {
    const passed = layer.name === bare && layer.definition.kind === 'softmax';
    const known = given.get(layer.name) ?? (passed ? results.get(layer.inputs[0]!)?.data : undefined);
    if (known !== undefined) {
      results.set(layer.name, ndArray([1, ...layer.outputShape], Array.from(known)));
      continue;
    }
    const parameters = Object.fromEntries(
      layer.parameters.map(({ name }) => [name, values.get(`${layer.name}/${name}`)!]),
    );
    const y = layer.definition.reference.forward(
      layer.options,
      layer.inputs.map((name) => results.get(name)!),
      parameters,
      { training: false, seed: 0, step: 0 },
    );
    const activation = lastActivation(layer);
    const softmax = activation === 'softmax';
    const { fusesActivation } = layer.definition;
    const [input = ''] = layer.inputs;
    if (softmax && layer.name === bare) results.set(layer.name, fusesActivation ? y : results.get(input)!);
    else if (softmax && fusesActivation) results.set(layer.name, softmaxForward(y));
    else results.set(layer.name, activation === 'logSoftmax' ? logSoftmaxForward(y) : y);
  }
  return new Map([...results].map(([name, { shape, data }]) => [name, ndArray(shape.slice(1), data)]));
}

/**
 * What a network answers to pictures, logits instead of a softmax.
 * @param weights by `layer/parameter`
 * @param inputs batch first
 * @returns row-major
 */
export function answersOf(
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
  inputs: NdArray,
): number[] {
  const values = new Map(
    network.layers.flatMap(({ name, parameters }) =>
      parameters.map((one) => {
        const key = `${name}/${one.name}`;
        return [key, ndArray(one.shape, [...weights.get(key)!])] as const;
      }),
    ),
  );
  const [input] = network.inputs;
  const [output = ''] = network.outputs;
  const [count = 1] = inputs.shape;
  const size = inputs.data.length / count;
  return Array.from({ length: count }, (_, n) => {
    const picture = [...inputs.data].slice(n * size, (n + 1) * size);
    return [...networkForward(network, values, new Map([[input!.name, picture]]), output).get(output)!.data];
  }).flat();
}

/** The largest difference of two rows of numbers, of the largest one expected. */
export function largestError(received: readonly number[], expected: readonly number[]): number {
  if (received.length !== expected.length) return Infinity;
  const largest = Math.max(1e-3, ...expected.map(Math.abs));
  return Math.max(...expected.map((value, at) => Math.abs(value - received[at]!))) / largest;
}
