// The test pictures that activate the maps of a layer most. All pictures go through the network in batches; the GPU
// finds each map's peak and updates a short list per map, so one search serves the whole layer, and a hundred bytes are
// read back for one map.

import { appendGather } from '../../data/appendGather';
import type { DeviceDataset } from '../../data/deviceDataset';
import { Pacer } from '../../gpu/pacer';
import { readBytes } from '../../gpu/readback';
import { Slab } from '../../gpu/slab';
import { Graph, reserveTensor } from '../../graph/graph';
import { compilePlan, type Plan, viewInSlab } from '../../graph/plan';
import { sizeOf, type Shape, type Tensor } from '../../graph/tensor';
import { targetOf } from '../../kernels/target';
import { keepTop, mapPeaks, pickPictures } from '../../kernels/inspect/why';
import { TRAINING_STATE_LENGTH, trainingStateAt } from '../../kernels/trainingState';
import type { Network } from '../../models/network';
import type { ParameterStore } from '../../models/parameterStore';
import { forwardBatch } from '../../train/memory';
import { bindKernel, runKernels, type BoundKernel } from '../boundKernel';
import type { Patience, Peak } from './attributionFacade';
import { appendForwardTo, layerOf } from '../forwardTo';

/** Pictures per map. */
export const KEEP = 9;
/** Bits of the lowest finite f32. */
const LOWEST = 0xff7fffff;
const NONE = 0xffffffff;

interface Tensors {
  readonly trainingState: Tensor;
  readonly top: Tensor;
  readonly picks: Tensor;
  readonly pictures: Tensor;
  readonly labels: Tensor;
}

export class TopPictures {
  /** Whether the lists are valid for the current parameters. */
  searched = false;

  private constructor(
    private readonly device: GPUDevice,
    private readonly data: DeviceDataset,
    private readonly outputShape: Shape,
    /** Pictures per batch. */
    private readonly rows: number,
    private readonly plan: Plan,
    private readonly tensors: Tensors,
    /** One for each shard of the data. */
    private readonly pick: readonly BoundKernel[],
    private readonly slabs: readonly Slab[],
  ) {}

  /** Creates the tool for the maps of one layer. @throws Error if there is no such layer */
  static async create(
    device: GPUDevice,
    network: Network,
    store: ParameterStore,
    data: DeviceDataset,
    layer: string,
  ): Promise<TopPictures> {
    const { outputShape } = layerOf(network, layer);
    const channels = outputShape.at(-1) ?? 1;
    const rows = Math.min(forwardBatch(network), data.samples);
    const features = sizeOf(data.featureShape);
    const slabs = ['training state', 'top', 'picks', 'pictures', 'labels'].map(
      (name) => new Slab(`top ${name}`),
    );
    const [trainingStateSlab, topSlab, picksSlab, picturesSlab, labelsSlab] = slabs as [
      Slab,
      Slab,
      Slab,
      Slab,
      Slab,
    ];
    const tensors: Tensors = {
      trainingState: reserveTensor('top/trainingState', [TRAINING_STATE_LENGTH], trainingStateSlab, 'u32'),
      top: reserveTensor('top/list', [channels, KEEP, 3], topSlab, 'u32'),
      picks: reserveTensor('top/picks', [KEEP], picksSlab, 'u32'),
      pictures: reserveTensor('top/pictures', [KEEP, ...data.featureShape], picturesSlab),
      labels: reserveTensor('top/labels', [KEEP], labelsSlab, 'u32'),
    };
    for (const slab of slabs) slab.allocate(device);
    const { trainingState, top, picks, pictures, labels } = tensors;
    const graph = new Graph(`${network.name}/top pictures`, targetOf(device));
    const x = graph.tensor('top/x', [rows, ...data.featureShape]);
    const t = graph.tensor('top/target', [rows, ...data.targetShape], data.targetType);
    appendGather(graph, 'top/gather', data, { trainingState, x, t });
    // A probability saturates, and thousands of pictures would tie for the first place; logits separate them.
    const y = appendForwardTo(graph, network, store, x, layer, true);
    const places = sizeOf(outputShape) / channels;
    const peaks = graph.tensor('top/peaks', [rows, channels, 2], 'u32');
    graph.dispatch(mapPeaks, 'top/peaks', { rows, places, channels }, { y, peaks });
    graph.dispatch(keepTop, 'top/keep', { rows, channels, keep: KEEP }, { peaks, trainingState, top });
    const alone = data.shards.length === 1;
    const [plan, ...pick] = await Promise.all([
      compilePlan(device, graph),
      ...data.shards.map((shard) =>
        bindKernel(
          device,
          pickPictures,
          {
            ...{ rows: KEEP, features, scale: data.scale, offset: data.offset },
            ...(alone ? {} : { part: shard }),
          },
          {
            features: viewInSlab(shard.features),
            targets: viewInSlab(data.targets),
            picks: viewInSlab(picks),
            x: viewInSlab(pictures),
            labels: viewInSlab(labels),
          },
        ),
      ),
    ]);
    return new TopPictures(device, data, outputShape, rows, plan, tensors, pick, slabs);
  }

  /** Searches the data set. @returns false if it was cancelled */
  async search({ onProgress, wanted }: Patience = {}): Promise<boolean> {
    const { samples } = this.data;
    const batchSize = this.rows;
    const batches = Math.ceil(samples / batchSize);
    this.searched = false;
    this.#write(
      this.tensors.top,
      Uint32Array.from({ length: sizeOf(this.tensors.top.shape) }, (_, at) => (at % 3 === 0 ? LOWEST : NONE)),
    );
    const pacer = new Pacer(this.device);
    for (let done = 0; done < batches;) {
      const room = await pacer.room(batches - done);
      if (wanted?.() === false) return false;
      for (let step = done; step < done + room; step++) {
        this.#write(
          this.tensors.trainingState,
          trainingStateAt({ seed: 0, samples, batchSize, shuffle: false, learningRate: 0, step }),
        );
        this.plan.run();
      }
      pacer.submitted(room);
      done += room;
      onProgress?.(done / batches);
    }
    await pacer.drain();
    if (wanted?.() === false) return false;
    this.searched = true;
    return true;
  }

  /** The list of one map, highest first. The tensor with the pictures is overwritten by the next call. */
  async of(channel: number): Promise<readonly Peak[]> {
    const channels = this.outputShape.at(-1) ?? 1;
    if (!Number.isInteger(channel) || channel < 0 || channel >= channels)
      throw new RangeError(`top pictures: there are maps 0 to ${channels - 1}. Received ${channel}`);
    const { buffer, offsetBytes } = viewInSlab(this.tensors.top);
    const bytes = KEEP * 3 * 4;
    const list = await readBytes(this.device, buffer, offsetBytes + channel * bytes, bytes);
    const [words, floats] = [new Uint32Array(list), new Float32Array(list)];
    const found = Array.from({ length: KEEP }, (_, slot) => ({
      value: floats[3 * slot] ?? NaN,
      picture: words[3 * slot + 1] ?? NONE,
      place: words[3 * slot + 2] ?? 0,
    })).filter(({ picture }) => picture !== NONE);
    this.#write(
      this.tensors.picks,
      Uint32Array.from({ length: KEEP }, (_, slot) => found[slot]?.picture ?? 0),
    );
    runKernels(this.device, 'top/pick', this.pick);
    const labels = viewInSlab(this.tensors.labels);
    const read = new Uint32Array(await readBytes(this.device, labels.buffer, labels.offsetBytes, KEEP * 4));
    const pictures = viewInSlab(this.tensors.pictures);
    const [, columns = 1] = this.outputShape;
    return found.map(({ value, picture, place }, slot): Peak => ({
      value,
      picture,
      label: read[slot] ?? 0,
      index:
        this.outputShape.length === 3 ? [Math.floor(place / columns), place % columns, channel] : [channel],
      pixels: Object.freeze({
        ...pictures,
        offsetBytes: pictures.offsetBytes + slot * 4 * sizeOf(this.data.featureShape),
        shape: this.data.featureShape,
      }),
    }));
  }

  #write(tensor: Tensor, words: Uint32Array<ArrayBuffer>): void {
    const { buffer, offsetBytes } = viewInSlab(tensor);
    this.device.queue.writeBuffer(buffer, offsetBytes, words);
  }

  destroy(): void {
    this.plan.destroy();
    for (const slab of this.slabs) slab.destroy();
  }
}
