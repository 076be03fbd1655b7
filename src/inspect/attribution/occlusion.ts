// The occlusion map: a square covers the picture at every position, and a number is computed each time (Zeiler & Fergus
// 2014, "Visualizing and Understanding Convolutional Networks", §4.2). All positions are rows of batches that one plan
// makes, computes and collects on the GPU; the uncovered picture comes last, as the reference for the drops.

import { DestroyedBufferError, isDestroyed } from '../../gpu/buffers';
import { readFloats } from '../../gpu/readback';
import { Slab } from '../../gpu/slab';
import type { TensorView } from '../../gpu/tensorView';
import { waitForSubmittedWork } from '../../gpu/waits';
import { Graph, reserveTensor } from '../../graph/graph';
import { compilePlan, type Plan, viewInSlab } from '../../graph/plan';
import { sizeOf, type Tensor } from '../../graph/tensor';
import { range } from '../../kernels/inspect/range';
import { targetOf } from '../../kernels/target';
import { collectUnit, occlude, OCCLUSION_SETTINGS, occlusionDrop } from '../../kernels/inspect/why';
import type { Network } from '../../models/network';
import type { ParameterStore } from '../../models/parameterStore';
import { forwardBatch } from '../../train/memory';
import { bindKernel, runKernels, type BoundKernel } from '../boundKernel';
import type { OcclusionMap, OcclusionOptions } from './attributionFacade';
import { appendForwardTo, layerOf, pictureShape } from '../forwardTo';

/** Positions per batch, at most: few enough for the page to stay responsive on a slow device. */
const ROWS = 64;

interface Tensors {
  readonly picture: Tensor;
  readonly settings: Tensor;
  readonly values: Tensor;
  readonly map: Tensor;
}

export class Occlusion {
  private constructor(
    private readonly device: GPUDevice,
    private readonly shape: readonly [height: number, width: number, channels: number],
    private readonly outputs: number,
    private readonly rows: number,
    private readonly plan: Plan,
    private readonly tensors: Tensors,
    private readonly drop: BoundKernel,
    private readonly slabs: readonly Slab[],
  ) {}

  /** Creates the tool for one layer. @throws Error if there is no such layer, or more than one input */
  static async create(
    device: GPUDevice,
    network: Network,
    store: ParameterStore,
    layer: string,
  ): Promise<Occlusion> {
    const shape = pictureShape(network);
    const [height, width, channels] = shape;
    const outputs = sizeOf(layerOf(network, layer).outputShape);
    const batch = Math.min(ROWS, forwardBatch(network));
    // These are read and written in one dispatch, so no two of them may share a buffer.
    const slabs = ['picture', 'settings', 'values', 'map'].map((name) => new Slab(`occlusion ${name}`));
    const [pictureSlab, settingsSlab, valuesSlab, mapSlab] = slabs as [Slab, Slab, Slab, Slab];
    const most = height * width;
    const tensors: Tensors = {
      picture: reserveTensor('occlusion/picture', shape, pictureSlab),
      settings: reserveTensor('occlusion/settings', [OCCLUSION_SETTINGS], settingsSlab, 'u32'),
      values: reserveTensor('occlusion/values', [most + 1], valuesSlab),
      map: reserveTensor('occlusion/map', [most], mapSlab),
    };
    for (const slab of slabs) slab.allocate(device);
    const graph = new Graph(`${network.name}/occlusion`, targetOf(device));
    const x = graph.tensor('occlusion/x', [batch, ...shape]);
    const { picture, settings, values, map } = tensors;
    graph.dispatch(
      occlude,
      'occlusion/paint over',
      { rows: batch, height, width, channels },
      { picture, settings, x },
    );
    const y = appendForwardTo(graph, network, store, x, layer, false);
    graph.dispatch(collectUnit, 'occlusion/collect', { rows: batch, size: outputs }, { y, settings, values });
    const [plan, drop] = await Promise.all([
      compilePlan(device, graph),
      bindKernel(
        device,
        occlusionDrop,
        { most },
        { values: viewInSlab(values), settings: viewInSlab(settings), map: viewInSlab(map) },
      ),
    ]);
    return new Occlusion(device, shape, outputs, batch, plan, tensors, drop, slabs);
  }

  /**
   * @param picture the buffer range of the picture
   * @param unit the index of the number in the layer's output
   * @returns [⌈height / stride⌉, ⌈width / stride⌉, 1], or null if it was cancelled
   * @throws RangeError naming the option, the expected and the received value
   */
  async run(
    picture: TensorView,
    unit: number,
    { size, stride, fill, onProgress, wanted }: OcclusionOptions,
  ): Promise<OcclusionMap | null> {
    const [height, width] = this.shape;
    check('size', size, Math.max(height, width));
    check('stride', stride, Math.max(height, width));
    if (!(fill >= 0 && fill <= 1)) throw new RangeError(`occlusion: fill must be 0 to 1. Received ${fill}`);
    if (!(unit >= 0 && unit < this.outputs))
      throw new RangeError(`occlusion: unit must be 0 to ${this.outputs - 1}. Received ${unit}`);
    const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
    const positions = rows * columns;
    const at = viewInSlab(this.tensors.picture);
    const encoder = this.device.createCommandEncoder({ label: 'occlusion/picture' });
    encoder.copyBufferToBuffer(
      picture.buffer,
      picture.offsetBytes,
      at.buffer,
      at.offsetBytes,
      4 * sizeOf(at.shape),
    );
    this.device.queue.submit([encoder.finish()]);
    const settings = new Uint32Array([0, columns, positions, size, stride, 0, unit]);
    new Float32Array(settings.buffer).set([fill], 5);
    // One more position: the uncovered picture.
    for (let first = 0; first <= positions; first += this.rows) {
      if (wanted?.() === false) return null;
      settings[0] = first;
      const { buffer, offsetBytes } = viewInSlab(this.tensors.settings);
      this.device.queue.writeBuffer(buffer, offsetBytes, settings);
      this.plan.run();
      await waitForSubmittedWork(this.device);
      onProgress?.(Math.min(1, (first + this.rows) / (positions + 1)));
    }
    runKernels(this.device, 'occlusion/drop', [this.drop]);
    const values = viewInSlab(this.tensors.values);
    const [whole = NaN] = await readFloats(this.device, {
      ...values,
      offsetBytes: values.offsetBytes + 4 * positions,
      shape: [1],
    });
    const tensor = Object.freeze({ ...viewInSlab(this.tensors.map), shape: [rows, columns, 1] });
    return { tensor, range: await rangeOf(this.device, tensor), whole };
  }

  destroy(): void {
    this.plan.destroy();
    for (const slab of this.slabs) slab.destroy();
  }
}

function check(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new RangeError(`occlusion: ${name} must be a whole number from 1 to ${most}. Received ${value}`);
}

/**
 * The smallest and the largest finite number of a tensor, 0 and 0 if there is none: sixteen bytes read back.
 * @throws DestroyedBufferError if the tensor was destroyed with its network
 */
export async function rangeOf(device: GPUDevice, tensor: TensorView): Promise<readonly [number, number]> {
  const slab = new Slab('range');
  const found = reserveTensor('range', [1, 4], slab);
  slab.allocate(device);
  try {
    const kernel = await bindKernel(
      device,
      range,
      { positions: sizeOf(tensor.shape), channels: 1 },
      { x: tensor, range: viewInSlab(found) },
    );
    // The network may have been replaced while the shader was compiled.
    if (isDestroyed(tensor.buffer)) throw new DestroyedBufferError(tensor.buffer);
    runKernels(device, 'range', [kernel]);
    const [low = NaN, high = NaN] = await readFloats(device, viewInSlab(found));
    return low > high ? [0, 0] : [low, high];
  } finally {
    slab.destroy();
  }
}
