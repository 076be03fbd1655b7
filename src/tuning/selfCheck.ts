// Does this device compute what the formulas say? Drivers and shader compilers have mistakes, and a wrong gradient shows as
// nothing but a network that learns badly. So a small convolution, a pooling and a dense layer run forward and backward
// on the device and are compared with the reference in f64.

import { EventLoopYielder } from '../gpu/eventLoopYielder';
import { readFloats } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { Graph, reserveTensor } from '../graph/graph';
import { compilePlan } from '../graph/plan';
import type { Tensor } from '../graph/tensor';
import { LINEAR } from '../kernels/activation';
import { targetOf, type KernelTarget } from '../kernels/target';
import { conv2d } from '../layers/conv2d';
import { dense } from '../layers/dense';
import type { LayerDefinition } from '../layers/layer';
import { maxPooling2d } from '../layers/maxPooling2d';
import { checkOptions } from '../layers/options';
import { random, type NdArray } from '../reference/ndArray';
import { workText } from './workText';

const BATCH = 2;
/** f32 sums of so few terms stay below a hundredth of it; relative to the largest number of a result. */
const TOLERANCE = 1e-4;

interface Case {
  readonly layer: LayerDefinition;
  readonly options: Readonly<Record<string, unknown>>;
  readonly input: readonly number[];
}

// Odd sizes: borders, rows that no block divides, and filters that are left over.
const CASES: readonly Case[] = [
  {
    layer: conv2d,
    options: { filters: 6, kernelSize: 3, padding: 'same' },
    input: [9, 9, 4],
  },
  { layer: maxPooling2d, options: { poolSize: 2 }, input: [8, 8, 6] },
  { layer: dense, options: { units: 10 }, input: [30] },
];

/** Which result of which layer. */
export interface ResultName {
  /** As in Keras: `Conv2D`. */
  readonly layer: string;
  /** `input` or a parameter; null: the output. */
  readonly gradientOf: string | null;
}

/** `Conv2D, gradient of kernel` */
export const resultText = ({ layer, gradientOf }: ResultName): string =>
  `${layer}, ${gradientOf === null ? 'output' : `gradient of ${gradientOf}`}`;

/** A result that is not what the reference says, at the place where it is worst. */
export interface WrongResult extends ResultName {
  readonly index: number;
  readonly expected: number;
  readonly received: number;
}

export interface SelfCheck {
  /** Numbers that were compared. */
  readonly numbers: number;
  /** The largest difference, relative to the largest number of its result; Infinity for one that is not finite. */
  readonly largestError: number;
  readonly wrong: readonly WrongResult[];
}

interface Compared extends ResultName {
  readonly tensor: Tensor;
  /** From what the reference computes of this layer. */
  readonly expected: (of: Expected) => NdArray | undefined;
}

/** A layer's output and gradients in f64. */
interface Expected {
  readonly y: NdArray;
  readonly gradients: ReturnType<LayerDefinition['reference']['backward']>;
}

interface CheckedLayer {
  readonly reference: () => Expected;
  readonly compared: readonly Compared[];
}

/** @throws errors of the device, and of shaders that do not compile on it in either version */
export async function selfCheck(
  device: GPUDevice,
  target: KernelTarget = targetOf(device),
): Promise<SelfCheck> {
  const { graph, data, written, layers } = checkGraph(target);
  data.allocate(device);
  try {
    for (const [tensor, { data: numbers }] of written)
      if (tensor.storage.home === 'slab')
        device.queue.writeBuffer(data.buffer, tensor.storage.offsetBytes, Float32Array.from(numbers));
    const plan = await compilePlan(device, graph);
    try {
      plan.run();
      const results: Result[] = [];
      // The page draws in between: the reference's loops are slow.
      const yielder = new EventLoopYielder();
      for (const { reference, compared } of layers) {
        const of = reference();
        for (const { expected, tensor, ...name } of compared) {
          const [array, received] = [expected(of), await readFloats(device, plan.view(tensor))];
          if (array) results.push({ ...name, expected: array, received });
        }
        await yielder.yieldToEventLoop();
      }
      return summary(results);
    } finally {
      plan.destroy();
    }
  } finally {
    data.destroy();
  }
}

/** All that runs in the check: with another driver, browser or shader it is another check. */
export function checkText(target: KernelTarget): string {
  return navigator.userAgent + workText(checkGraph(target).graph);
}

function checkGraph(target: KernelTarget): {
  readonly graph: Graph;
  readonly data: Slab;
  readonly written: ReadonlyMap<Tensor, NdArray>;
  readonly layers: readonly CheckedLayer[];
} {
  const graph = new Graph('self-check', target);
  const data = new Slab('self-check');
  const written = new Map<Tensor, NdArray>();
  const layers: CheckedLayer[] = [];
  for (const [at, { layer, options: given, input }] of CASES.entries()) {
    const { kind: name, className } = layer;
    const options = checkOptions(name, layer.options, given);
    const fill = (of: string, shape: readonly number[], seed: number): [Tensor, NdArray] => {
      const pair = [reserveTensor(`${name}/${of}`, shape, data), random(shape, 10 * at + seed)] as const;
      written.set(...pair);
      return [...pair];
    };
    const [x, xNumbers] = fill('x', [BATCH, ...input], 1);
    const [dy, dyNumbers] = fill('dy', [BATCH, ...layer.outputShape(options, [input])], 2);
    const specs = layer.parameters(options, [input]);
    const filled = specs.map(
      ({ name: parameter, shape }, i) => [parameter, fill(parameter, shape, 3 + i)] as const,
    );
    const parameters = Object.fromEntries(filled.map(([parameter, [tensor]]) => [parameter, tensor]));
    const numbers = Object.fromEntries(filled.map(([parameter, [, array]]) => [parameter, array]));
    const gradients = Object.fromEntries(
      specs.map(({ name: parameter, shape }) => [parameter, graph.tensor(`${name}/d${parameter}`, shape)]),
    );

    const site = { name, inputs: [x], parameters, activation: LINEAR, training: true, trainingState: null };
    const { y, saved = {} } = layer.forward(options, graph, site);
    const back = { ...site, y, saved, dy, gradients, wanted: [true], inputActivations: [LINEAR] };
    const [dx] = layer.backward(options, graph, back);

    const mode = { training: true, name, seed: 1, step: 0 };
    const reference = (): Expected => ({
      y: layer.reference.forward(options, [xNumbers], numbers, mode),
      gradients: layer.reference.backward(options, [xNumbers], numbers, dyNumbers, mode),
    });
    type Of = Compared['expected'];
    const results: readonly (readonly [string | null, Tensor | null | undefined, Of])[] = [
      [null, y, (of) => of.y],
      ['input', dx, (of) => of.gradients.inputs[0]],
      ...specs.map(({ name: parameter }): [string, Tensor | undefined, Of] => [
        parameter,
        gradients[parameter],
        (of) => of.gradients.parameters[parameter],
      ]),
    ];
    const compared = results.flatMap(([gradientOf, tensor, expected]): Compared[] =>
      tensor ? [{ layer: className, gradientOf, tensor, expected }] : [],
    );
    for (const { tensor } of compared) graph.keep(tensor);
    layers.push({ reference, compared });
  }
  return { graph, data, written, layers };
}

interface Result extends ResultName {
  readonly expected: NdArray;
  readonly received: Float32Array;
}

function summary(results: readonly Result[]): SelfCheck {
  const judged = results.map(({ layer, gradientOf, expected, received }) => {
    const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    let [error, index] = [0, 0];
    expected.data.forEach((value, i) => {
      const off = Math.abs((received[i] ?? NaN) - value) / largest;
      if (off <= error) return;
      [error, index] = [Number.isFinite(off) ? off : Infinity, i];
    });
    const pair = { expected: expected.data[index] ?? NaN, received: received[index] ?? NaN };
    return { count: expected.data.length, error, wrong: { layer, gradientOf, index, ...pair } };
  });
  return {
    numbers: judged.reduce((sum, { count }) => sum + count, 0),
    largestError: Math.max(...judged.map(({ error }) => error)),
    wrong: judged.filter(({ error }) => error > TOLERANCE).map(({ wrong }) => wrong),
  };
}
