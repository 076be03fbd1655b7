// Checks the caller's x and y against the model and uploads them to the GPU.

import {
  paired,
  type DeviceDataset,
  type Features,
  type FeatureShard,
  type Targets,
} from '../data/deviceDataset';
import { ALIGNMENT_BYTES, type Slab } from '../gpu/slab';
import { chunksOf } from '../graph/chunks';
import { tensorInSlab } from '../graph/graph';
import { sameShape, shapeText, sizeOf, type Shape } from '../graph/tensor';
import { targetOf } from '../kernels/target';
import type { LossDefinition } from '../losses/loss';
import type { NetworkLayer } from '../models/network';
import { tensor, type TensorLike, type TypedArray } from './creation';
import { ModelError } from './errors';
import { Numbers, type HostValues } from './numbers';
import { numbersOf, Tensor } from './tensor';

/** A tensor, nested arrays, or a flat typed array that holds whole samples one after another. */
export type Data = Tensor | TensorLike;

/** For several inputs or outputs an array of them in their order, or an object with their names. */
export type DataList = Data | readonly Data[] | Readonly<Record<string, Data>>;

/** The numbers of some samples. Shares storage with the caller's tensor; call `release()` when done. */
export interface Samples {
  readonly numbers: Numbers;
  readonly count: number;
  /** The shape of one sample. */
  readonly shape: Shape;
}

/** What the inputs and the outputs of a model are given. */
export interface Pair {
  readonly xs: readonly Samples[];
  readonly ts: readonly Samples[];
}

/**
 * What is given for each of several inputs or outputs, in their order.
 * @param what for messages: `compile: model 'lenet' expects`
 * @param given a list, or an object with their names
 * @throws ModelError
 */
export function inOrderOf(
  what: string,
  kind: string,
  names: readonly string[],
  given: unknown,
): readonly unknown[] {
  const isList = Array.isArray(given);
  if (isList && given.length === names.length) return given as unknown[];
  const byName = !isList && typeof given === 'object' && given !== null && !(given instanceof Tensor);
  if (!byName || ArrayBuffer.isView(given)) {
    throw new ModelError(
      `${what} ${names.length} ${kind} as an array. Received ${isList ? given.length : 'one'}`,
    );
  }
  const keys = Object.keys(given);
  if (keys.length !== names.length || !names.every((name) => name in given))
    throw new ModelError(`${what} ${kind} ${names.join(', ')}. Received ${keys.join(', ')}`);
  return names.map((name) => (given as Readonly<Record<string, unknown>>)[name]);
}

/** As above, for data. One input or output needs no list. */
export function dataInOrder(
  what: string,
  kind: string,
  names: readonly string[],
  given: DataList,
): readonly Data[] {
  const isData = Array.isArray(given)
    ? !(given.length === 1 && given[0] instanceof Tensor)
    : typeof given !== 'object' || given instanceof Tensor || ArrayBuffer.isView(given);
  return names.length === 1 && isData ? [given as Data] : (inOrderOf(what, kind, names, given) as Data[]);
}

/**
 * @param where for messages: `fit: input 'input' of model 'lenet'`
 * @throws ModelError if the data are not samples of that shape
 */
export function readSamples(where: string, data: Data, shape: Shape): Samples {
  if (ArrayBuffer.isView(data)) {
    const count = data.length / sizeOf(shape);
    if (!Number.isInteger(count) || count === 0) {
      throw new ModelError(
        `${where}: expects samples of ${shapeText(shape)}, ${sizeOf(shape)} numbers each. Received ${data.length} numbers`,
      );
    }
    return { numbers: new Numbers(data.length, bytesOrFloats(data)), count, shape };
  }
  const given = data instanceof Tensor ? data : tensor(data);
  try {
    const [count = 0, ...rest] = given.shape;
    const flat = given.rank === 1 && sizeOf(shape) === 1;
    if (count === 0 || !(sameShape(rest, shape) || flat)) {
      throw new ModelError(
        `${where}: expects samples×${shapeText(shape)}. Received ${shapeText(given.shape)}` +
          (sameShape(given.shape, shape) ? '; a single sample needs a batch axis of 1 before it' : ''),
      );
    }
    return { numbers: numbersOf(given).share(), count, shape };
  } finally {
    if (given !== data) given.dispose();
  }
}

function bytesOrFloats(data: TypedArray): HostValues {
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array) return data;
  return data instanceof Uint8ClampedArray
    ? new Uint8Array(data.buffer, data.byteOffset, data.length)
    : Float32Array.from(data);
}

/**
 * @param output the layer whose output the loss compares with the targets
 * @param samples the number of targets expected
 * @throws ModelError naming loss, layer, expected and received
 */
export function readTargets(
  where: string,
  data: Data,
  loss: LossDefinition,
  output: NetworkLayer,
  samples: number,
): Samples {
  const place = targetPlace(where, loss, output);
  const target = readTargetShape(place, data, loss, loss.targetShape(output.outputShape));
  if (target.count === samples) return target;
  target.numbers.release();
  throw new ModelError(`${place}: expects as many targets as samples, ${samples}. Received ${target.count}`);
}

/** @throws ModelError (as a rejection) if a class index is outside the output */
export async function checkLabels(
  where: string,
  target: Samples,
  loss: LossDefinition,
  output: NetworkLayer,
): Promise<void> {
  if (loss.target !== 'labels') return;
  const classes = output.outputShape.at(-1) ?? 1;
  const values = await target.numbers.read();
  const wrong = values.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < classes));
  if (wrong < 0) return;
  throw new ModelError(
    `${targetPlace(where, loss, output)}: targets must be class numbers 0…${classes - 1}. Received ${values[wrong]} as number ${wrong}`,
  );
}

function targetPlace(where: string, loss: LossDefinition, output: NetworkLayer): string {
  return `${where}: loss '${loss.kind}' on ${output.definition.className} '${output.name}'`;
}

function readTargetShape(place: string, data: Data, loss: LossDefinition, expected: Shape): Samples {
  if (ArrayBuffer.isView(data)) return readSamples(place, data, expected);
  const given = data instanceof Tensor ? data : tensor(data);
  try {
    const [count = 0, ...rest] = given.shape;
    const alone = [[...expected, 1], expected.filter((length) => length !== 1)];
    if (!sameShape(rest, expected) && !alone.some((shape) => sameShape(rest, shape))) {
      throw new ModelError(
        `${place}: expects targets of shape samples${expected.map((length) => `×${length}`).join('')}. ${received(given, loss)}`,
      );
    }
    if (count === 0) throw new ModelError(`${place}: expects at least one target. Received none`);
    return { numbers: numbersOf(given).share(), count, shape: expected };
  } finally {
    if (given !== data) given.dispose();
  }
}

function received(given: Tensor, loss: LossDefinition): string {
  const text = `Received ${shapeText(given.shape)}`;
  if (loss.kind === 'categoricalCrossentropy' && given.rank <= 2 && (given.shape[1] ?? 1) === 1) {
    return `${text}. Class numbers go with loss 'sparseCategoricalCrossentropy', or through oneHot(labels, classes)`;
  }
  if (loss.target === 'labels' && given.rank > 1)
    return `${text}. One-hot targets go with loss 'categoricalCrossentropy'`;
  return text;
}

/** The samples from `start` to `end`, sharing host memory with them. */
export async function sliceSamples(
  { numbers, shape }: Samples,
  start: number,
  end: number,
): Promise<Samples> {
  const length = sizeOf(shape);
  const part = (await numbers.read()).subarray(start * length, end * length);
  return { numbers: new Numbers(part.length, part), count: end - start, shape };
}

/** All samples on the GPU; each tensor is uploaded once. @throws DeviceLimitError (as a rejection) */
export async function datasetOf(
  device: GPUDevice,
  { xs, ts }: Pair,
  losses: readonly LossDefinition[],
): Promise<DeviceDataset> {
  const features: Features[] = [];
  const targets: Targets[] = [];
  // One after another, because the same tensor may be several of them, and is uploaded once.
  for (const x of xs) {
    await x.numbers.arrived();
    const isBytes = x.numbers.host instanceof Uint8Array;
    const featureType = isBytes ? 'u8' : 'f32';
    const slab = await x.numbers.onDevice(device, featureType);
    const shards = shardsIn(device, slab, x, isBytes ? 1 : 4);
    features.push({ featureShape: x.shape, featureType, scale: 1, offset: 0, shards });
  }
  for (const { shape, numbers } of ts) {
    const targetType = formOf(losses, targets.length);
    const slab = await numbers.onDevice(device, targetType);
    const tensors = tensorInSlab('targets', [numbers.size], slab, 0, 'u32');
    targets.push({ targetShape: shape, targets: tensors, targetType });
  }
  // The tensors own the memory.
  return paired(xs[0]?.count ?? 0, features, targets, () => undefined);
}

/** Of the targets of an output. @param losses one for each output, or one for all */
export const formOf = (losses: readonly LossDefinition[], output: number): 'u32' | 'f32' =>
  (losses.length === 1 ? losses[0] : losses[output])?.target === 'labels' ? 'u32' : 'f32';

/** Views of samples in one buffer, each within what a kernel can bind. */
function shardsIn(
  device: GPUDevice,
  slab: Slab,
  { count, shape }: Samples,
  numberBytes: number,
): readonly FeatureShard[] {
  const bytes = sizeOf(shape) * numberBytes;
  // Where any number of samples begins where a binding may begin.
  const aligned = ALIGNMENT_BYTES / greatestCommonDivisor(bytes, ALIGNMENT_BYTES);
  return chunksOf(count, bytes, aligned, targetOf(device).bindingBytes).map((chunk) => {
    const words = Math.ceil((chunk.count * bytes) / 4);
    return { ...chunk, features: tensorInSlab('samples', [words], slab, chunk.first * bytes, 'u32') };
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
