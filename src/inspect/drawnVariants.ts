// What a layer of data augmentation makes of one picture in training: several times, each with numbers of its own. The layer's
// own kernels do it, with a training state of their own: the run draws none of these numbers.

import type { TensorView } from '../gpu/tensorView';
import { Slab } from '../gpu/slab';
import { Graph, reserveTensor } from '../graph/graph';
import { compilePlan, type Plan } from '../graph/plan';
import { sizeOf, type Shape } from '../graph/tensor';
import { LINEAR } from '../kernels/activation';
import { targetOf } from '../kernels/target';
import { TRAINING_STATE_LENGTH, trainingStateAt } from '../kernels/trainingState';
import { layerDefinition } from '../layers/all';
import { checkOptions } from '../layers/options';

/** A layer, and how often a picture is drawn. */
export interface VariantsRequest {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Of the picture: [height, width, channels]. */
  readonly shape: Shape;
  readonly count: number;
}

export class DrawnVariants {
  private constructor(
    readonly device: GPUDevice,
    private readonly plan: Plan,
    private readonly slabs: readonly [pictures: Slab, trainingState: Slab],
    private readonly request: VariantsRequest,
    /** [count, height, width, channels] */
    readonly view: TensorView,
  ) {}

  /** @throws OptionError, or ShapeError */
  static async create(device: GPUDevice, request: VariantsRequest): Promise<DrawnVariants> {
    const { kind, shape, count } = request;
    const definition = layerDefinition(kind);
    const options = checkOptions(definition.className, definition.options, request.options);
    definition.outputShape(options, [shape]);
    const graph = new Graph('drawn variants', targetOf(device));
    const slabs = [new Slab('drawn variants/pictures'), new Slab('drawn variants/training state')] as const;
    const x = reserveTensor('pictures', [count, ...shape], slabs[0]);
    const trainingState = reserveTensor('training state', [TRAINING_STATE_LENGTH], slabs[1], 'u32');
    const site = { name: 'variant', inputs: [x], parameters: {}, activation: LINEAR };
    const { y } = definition.forward(options, graph, { ...site, training: true, trainingState });
    graph.keep(y);
    for (const slab of slabs) slab.allocate(device);
    try {
      const plan = await compilePlan(device, graph);
      return new DrawnVariants(device, plan, slabs, request, plan.view(y));
    } catch (error) {
      for (const slab of slabs) slab.destroy();
      throw error;
    }
  }

  /** Draws a picture of the shape asked for; copied on the GPU. @param turn the same gives the same numbers */
  draw({ buffer, offsetBytes, shape }: TensorView, turn: number): void {
    const { count } = this.request;
    const size = sizeOf(this.request.shape);
    if (sizeOf(shape) !== size)
      throw new Error(
        `drawn variants: expected a picture of ${this.request.shape.join('×')}. Received ${shape.join('×')}`,
      );
    const [pictures, trainingState] = this.slabs;
    const start = { seed: 0, samples: count, batchSize: count, shuffle: false, learningRate: 0, step: turn };
    this.device.queue.writeBuffer(trainingState.buffer, 0, trainingStateAt(start));
    const encoder = this.device.createCommandEncoder({ label: 'drawn variants' });
    for (let at = 0; at < count; at++)
      encoder.copyBufferToBuffer(buffer, offsetBytes, pictures.buffer, 4 * size * at, 4 * size);
    const pass = encoder.beginComputePass({ label: 'drawn variants' });
    this.plan.encode(pass);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  destroy(): void {
    this.plan.destroy();
    for (const slab of this.slabs) slab.destroy();
  }
}
