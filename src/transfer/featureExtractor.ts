// Features of pictures, by a network that is not trained: each picture goes through it once, on the GPU, a batch at a time,
// and what comes out is all that a head has to be trained on. On request also of copies changed by augmentation.

import { createBuffer } from '../gpu/buffers';
import { checkBufferSize, Slab } from '../gpu/slab';
import { mapForReading } from '../gpu/waits';
import { Graph, reserveTensor } from '../graph/graph';
import { compilePlan, type Plan } from '../graph/plan';
import { shapeText, sizeOf, type Shape, type Tensor } from '../graph/tensor';
import { gather } from '../kernels/gather';
import { targetOf } from '../kernels/target';
import { EventLoopYielder } from '../gpu/eventLoopYielder';
import type { DeviceDataset } from '../data/deviceDataset';
import type { ImageDataset } from '../data/imageDataset';
import type { StoredModel } from '../formats/storedModel';
import { TRAINING_STATE, trainingStateAt, TRAINING_STATE_LENGTH } from '../kernels/trainingState';
import { defineNetwork } from '../models/anyNetwork';
import type { Network } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import { appendAugmentation } from '../train/appendAugmentation';
import type { Augmentation } from '../train/augmentation';
import type { SeenPictures } from '../inspect/augmentedView';
import { appendLayers } from '../train/stepGraph';
import { featureNetwork, featureShape, type FeatureLayers } from './featureNetwork';

const BATCH = 8;
/** Batches under way at a time. */
const AHEAD = 2;

export interface Features {
  /** [count × length], row by row. */
  readonly values: Float32Array<ArrayBuffer>;
  readonly count: number;
  /** Of one row: [maps' means], or [rows, columns, maps]. */
  readonly shape: Shape;
  /** Numbers of one row. */
  readonly length: number;
  /** The class of each row. */
  readonly labels: Uint8Array;
}

/** One after the other. @throws RangeError if there are none, or they are of different features */
export function joinFeatures(parts: readonly Features[]): Features {
  const [first] = parts;
  if (first === undefined) throw new RangeError('features: there is nothing to join');
  const { length, shape } = first;
  const other = parts.find((part) => shapeText(part.shape) !== shapeText(shape));
  if (other !== undefined)
    throw new RangeError(`features: ${shapeText(other.shape)} cannot follow ${shapeText(shape)}`);
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const [values, labels] = [new Float32Array(count * length), new Uint8Array(count)];
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at * length);
    labels.set(part.labels, at);
    at += part.count;
  }
  return { values, count, shape, length, labels };
}

export interface ExtractOptions {
  /** Besides each picture as it is, so many copies of it, each changed in its own way. */
  readonly copies?: { readonly count: number; readonly augmentation: Augmentation; readonly seed: number };
  /** Called as each round begins: where the pictures lie that go through next, for as long as there is the extractor. */
  readonly onPictures?: (pictures: SeenPictures) => void;
  /** Called with the pictures done, copies counted. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Pictures on the GPU do not say on the host which class they are of. */
export interface LabelledDevicePictures {
  readonly pictures: DeviceDataset;
  readonly labels: Uint8Array;
}

/** Compiled: pictures that are gathered, perhaps changed, and go through. */
interface Front {
  readonly plan: Plan;
  readonly plain: Tensor;
  readonly changed: Tensor;
  readonly output: Tensor;
}

export class FeatureExtractor {
  readonly #plans = new Map<string, Promise<Front>>();
  readonly #staging = new Slab('pictures to look at');
  readonly #trainingState = new Slab('training state of looking');
  readonly #pictures: Tensor;
  readonly #trainingStateTensor: Tensor;
  readonly network: Network;
  readonly #store: ParameterStore;

  private constructor(
    readonly device: GPUDevice,
    /** From a picture to its features, as it may be given to `withHead`. */
    readonly model: StoredModel,
    readonly size: number,
    private readonly batch: number,
  ) {
    this.network = defineNetwork(model.network);
    this.#pictures = reserveTensor('pictures', [Math.ceil((batch * this.#bytes) / 4)], this.#staging, 'u32');
    this.#trainingStateTensor = reserveTensor(
      'trainingState',
      [TRAINING_STATE_LENGTH],
      this.#trainingState,
      'u32',
    );
    this.#staging.allocate(device);
    this.#trainingState.allocate(device);
    const trainingState = { seed: 0, samples: batch, batchSize: batch, shuffle: false, learningRate: 0 };
    device.queue.writeBuffer(this.#trainingState.buffer, 0, trainingStateAt(trainingState));
    this.#store = new ParameterStore(device, this.network);
    for (const [name, values] of model.weights ?? []) this.#store.write(name, values);
  }

  /**
   * @param model a trained network of pictures with three channels, which takes bytes divided by 255
   * @param batch pictures at a time: a multiple of 4
   * @throws FormatError if the layers are not there or the size does not fit; DeviceLimitError, ShaderError
   */
  static async create(
    device: GPUDevice,
    model: StoredModel,
    { batch = BATCH, ...wanted }: FeatureLayers & { readonly batch?: number },
  ): Promise<FeatureExtractor> {
    if (!Number.isInteger(batch / 4) || batch < 4)
      throw new RangeError(`features: a batch must be a multiple of 4. Received ${batch}`);
    const breather = new EventLoopYielder();
    const front = featureNetwork(model, wanted);
    await breather.yieldToEventLoop();
    const extractor = new FeatureExtractor(device, front, wanted.size, batch);
    await breather.yieldToEventLoop();
    await extractor.#planFor(null);
    return extractor;
  }

  /** Of one picture's features. */
  get shape(): Shape {
    return featureShape(this.model);
  }

  /** Rows with features that fit one buffer of the device, as a head needs them. */
  get mostRows(): number {
    const { maxStorageBufferBindingSize, maxBufferSize } = this.device.limits;
    return Math.floor(Math.min(maxStorageBufferBindingSize, maxBufferSize) / (sizeOf(this.shape) * 4));
  }

  /** As many copies of each picture as are wanted, fewer where there is no room. @param besides rows of others */
  copiesFor(pictures: number, wanted: number, besides = 0): number {
    const room = Math.floor((this.mostRows - besides) / pictures) - 1;
    return Math.max(0, Math.min(wanted, room));
  }

  get #bytes(): number {
    return this.size * this.size * 3;
  }

  /**
   * Rows: the pictures as they are, in their order; then a copy of each, then another.
   * @throws RangeError for pictures of another size; DeviceLimitError for too many at a time; the signal's reason
   */
  async extract(
    given: ImageDataset | LabelledDevicePictures,
    { copies, onPictures, onProgress, signal }: ExtractOptions = {},
  ): Promise<Features> {
    const { device, batch, shape } = this;
    const length = sizeOf(shape);
    const { count, labels, stage } = this.#source(given);
    const rounds = 1 + (copies?.count ?? 0);
    const batches = Math.ceil(count / batch);
    const total = rounds * count;
    const rowBytes = length * 4;
    checkBufferSize(device, 'features', total * rowBytes);
    const values = new Float32Array(total * length);
    const repeated = new Uint8Array(total);
    for (let round = 0; round < rounds; round++) repeated.set(labels.subarray(0, count), round * count);
    // Read every few batches: all at once would be one long copy on the page's own thread.
    const staging = createBuffer(device, {
      label: 'features',
      size: AHEAD * batch * rowBytes,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    try {
      for (let round = 0, done = 0; round < rounds; round++) {
        const { plan, output, plain, changed } = await this.#planFor(
          round === 0 ? null : (copies?.augmentation ?? null),
        );
        const from = plan.view(output);
        onPictures?.({ plain: plan.view(plain), changed: plan.view(changed) });
        for (let at = 0, waiting = 0; at < batches; at++) {
          signal?.throwIfAborted();
          const rows = Math.min(batch, count - at * batch);
          stage(at * batch, rows);
          // Every batch of every round draws its changes anew.
          this.#setTrainingState(copies?.seed ?? 0, round * batches + at);
          plan.run();
          const encoder = device.createCommandEncoder({ label: 'features' });
          encoder.copyBufferToBuffer(
            from.buffer,
            from.offsetBytes,
            staging,
            waiting * rowBytes,
            rows * rowBytes,
          );
          device.queue.submit([encoder.finish()]);
          waiting += rows;
          if (at % AHEAD === AHEAD - 1 || at === batches - 1) {
            await mapForReading(device, staging, 0, waiting * rowBytes);
            values.set(new Float32Array(staging.getMappedRange(0, waiting * rowBytes)), done * length);
            staging.unmap();
            done += waiting;
            waiting = 0;
            onProgress?.(done, total);
          }
        }
      }
      return { values, count: total, shape, length, labels: repeated };
    } finally {
      staging.destroy();
    }
  }

  /** Where pictures come from, and how some of them get to the place where a batch is gathered. */
  #source(given: ImageDataset | LabelledDevicePictures): {
    readonly count: number;
    readonly labels: Uint8Array;
    readonly stage: (first: number, rows: number) => void;
  } {
    const { device, size } = this;
    const bytes = this.#bytes;
    const to = this.#staging.buffer;
    if ('pictures' in given) {
      const { pictures, labels } = given;
      checkSize(pictures.featureShape, size);
      const stage = (first: number, rows: number): void => {
        const encoder = device.createCommandEncoder({ label: 'stage pictures' });
        for (const shard of pictures.shards) {
          const start = Math.max(first, shard.first);
          const end = Math.min(first + rows, shard.first + shard.count);
          if (start >= end) continue;
          const { storage } = shard.features;
          if (storage.home !== 'slab') throw new Error('features: the pictures are in no slab');
          const from = storage.offsetBytes + (start - shard.first) * bytes;
          const size = Math.ceil(((end - start) * bytes) / 4) * 4;
          encoder.copyBufferToBuffer(storage.slab.buffer, from, to, (start - first) * bytes, size);
        }
        device.queue.submit([encoder.finish()]);
      };
      return { count: pictures.samples, labels, stage };
    }
    checkSize([given.height, given.width, given.channels], size);
    const words = new Uint8Array(Math.ceil((this.batch * bytes) / 4) * 4);
    const stage = (first: number, rows: number): void => {
      words.set(given.images.subarray(first * bytes, (first + rows) * bytes));
      device.queue.writeBuffer(to, 0, words);
    };
    return { count: given.count, labels: given.labels, stage };
  }

  #setTrainingState(seed: number, step: number): void {
    const { batch } = this;
    const trainingState = trainingStateAt({
      seed,
      samples: batch,
      batchSize: batch,
      shuffle: false,
      learningRate: 0,
      step,
    });
    // The one batch that is staged is gathered, whatever the step.
    trainingState[TRAINING_STATE.batch] = 0;
    this.device.queue.writeBuffer(this.#trainingState.buffer, 0, trainingState);
  }

  /** @param augmentation null: pictures as they are */
  #planFor(augmentation: Augmentation | null): Promise<Front> {
    const key = JSON.stringify(augmentation);
    const made = this.#plans.get(key) ?? this.#compile(augmentation);
    this.#plans.set(key, made);
    return made;
  }

  async #compile(augmentation: Augmentation | null): Promise<Front> {
    const { device, network, size, batch } = this;
    const graph = new Graph(`${network.name}/features`, targetOf(device));
    const shape = [batch, size, size, 3];
    const x = graph.tensor('batch/x', shape);
    const trainingState = this.#trainingStateTensor;
    // No targets; what is bound in their place is neither read nor written.
    const none = graph.tensor('batch/none', [1], 'u32');
    const bytes = { features: 'u8', scale: 1 / 255, offset: 0 } as const;
    graph.dispatch(
      gather,
      'batch/gather',
      { batch, featureLength: this.#bytes, targetLength: 0, ...bytes },
      { features: this.#pictures, targets: this.#pictures, trainingState, x, t: none },
    );
    const seen = augmentation === null ? x : appendAugmentation(graph, x, augmentation, trainingState);
    // They can be looked at.
    for (const pictures of new Set([x, seen])) graph.keep(pictures);
    const [name = ''] = network.outputs;
    const output = appendLayers(graph, network, this.#store, [seen], 'outputs').get(name);
    if (output === undefined) throw new Error(`network '${network.name}': has no output`);
    return { plan: await compilePlan(device, graph), plain: x, changed: seen, output };
  }

  destroy(): void {
    const plans = [...this.#plans.values()];
    void Promise.allSettled(plans).then((made) => {
      for (const one of made) if (one.status === 'fulfilled') one.value.plan.destroy();
    });
    this.#staging.destroy();
    this.#trainingState.destroy();
    this.#store.destroy();
  }
}

function checkSize(shape: readonly number[], size: number): void {
  const [height, width, channels] = shape;
  if (height !== size || width !== size || channels !== 3)
    throw new RangeError(`features: expected pictures of ${size}×${size}×3. Received ${shape.join('×')}`);
}
