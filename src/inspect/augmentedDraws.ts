// What one layer of data augmentation makes of a picture in training: several draws side by side, by the layer's own kernels. The
// layer need not be in the network, so its options can be tried while they are being changed.

import { Slab } from '../gpu/slab';
import type { TensorView } from '../gpu/tensorView';
import { Graph, reserveTensor } from '../graph/graph';
import { compilePlan, type Plan } from '../graph/plan';
import { sizeOf, type Shape, type Tensor } from '../graph/tensor';
import { LINEAR } from '../kernels/activation';
import { targetOf } from '../kernels/target';
import { TRAINING_STATE_LENGTH, trainingStateAt } from '../kernels/trainingState';
import { layerDefinition } from '../layers/all';
import { checkOptions } from '../layers/options';

/** A layer whose definition `augments`. */
export interface AugmentingLayer {
  /** Part of what is drawn: another name draws other numbers. */
  readonly name: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export class AugmentedDraws {
  private constructor(
    readonly device: GPUDevice,
    private readonly plan: Plan,
    private readonly slab: Slab,
    private readonly tensors: { readonly x: Tensor; readonly state: Tensor; readonly y: Tensor },
    private readonly seed: number,
  ) {}

  /**
   * @param shape of the picture: [height, width, channels]
   * @param count draws of each look
   * @throws OptionError for options that the layer does not take
   */
  static async create(
    device: GPUDevice,
    shape: Shape,
    { name, kind, options }: AugmentingLayer,
    { count, seed }: { readonly count: number; readonly seed: number },
  ): Promise<AugmentedDraws> {
    const definition = layerDefinition(kind);
    const slab = new Slab('augmented draws');
    const x = reserveTensor('picture', [count, ...shape], slab);
    const state = reserveTensor('trainingState', [TRAINING_STATE_LENGTH], slab, 'u32');
    const graph = new Graph('augmented draws', targetOf(device));
    const site = {
      name,
      inputs: [x],
      parameters: {},
      activation: LINEAR,
      training: true,
      trainingState: state,
    };
    const { y } = definition.forward(checkOptions(kind, definition.options, options), graph, site);
    graph.keep(y);
    slab.allocate(device);
    try {
      const plan = await compilePlan(device, graph, { share: false });
      return new AugmentedDraws(device, plan, slab, { x, state, y }, seed);
    } catch (error) {
      slab.destroy();
      throw error;
    }
  }

  /** [count, height, width, channels]: as training would see the picture. */
  get drawn(): TensorView {
    return this.plan.view(this.tensors.y);
  }

  /** @param picture copied on the GPU @param step of training: another one draws other numbers */
  draw({ buffer, offsetBytes, shape }: TensorView, step: number): void {
    const { x, state } = this.tensors;
    const [count = 1] = x.shape;
    if (count * sizeOf(shape) !== sizeOf(x.shape))
      throw new Error(
        `augmented draws: expected a picture of ${x.shape.slice(1).join('×')}. Received ${shape.join('×')}`,
      );
    const batch = { samples: count, batchSize: count, shuffle: false, learningRate: 0 };
    const numbers = trainingStateAt({ ...batch, seed: this.seed, step });
    this.device.queue.writeBuffer(this.slab.buffer, this.plan.view(state).offsetBytes, numbers);
    const encoder = this.device.createCommandEncoder({ label: 'augmented draws' });
    const bytes = 4 * sizeOf(shape);
    const to = this.plan.view(x);
    for (let at = 0; at < count; at++)
      encoder.copyBufferToBuffer(buffer, offsetBytes, to.buffer, to.offsetBytes + at * bytes, bytes);
    const pass = encoder.beginComputePass({ label: 'augmented draws' });
    this.plan.encode(pass);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  destroy(): void {
    this.plan.destroy();
    this.slab.destroy();
  }
}
