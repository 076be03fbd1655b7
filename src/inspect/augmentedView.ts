// What augmentation makes of the batch under way: its first pictures, as they are and as training sees them. The
// training state is a copy of the trainer's, and the same kernels draw from it, so these are the very pictures of that
// step.

import type { TensorView } from '../gpu/tensorView';
import { Graph } from '../graph/graph';
import { compilePlan, type Plan } from '../graph/plan';
import { targetOf } from '../kernels/target';
import { appendGather } from '../data/appendGather';
import type { DeviceDataset } from '../data/deviceDataset';
import { appendAugmentation } from '../train/appendAugmentation';
import type { Augmentation } from '../train/augmentation';
import { createMetrics, type MetricsSlabs } from '../train/metrics';

/** Pictures of a batch, [rows, height, width, channels], 0…1: as they are, and as the network sees them. */
export interface SeenPictures {
  readonly plain: TensorView;
  readonly changed: TensorView;
}

export class AugmentedView implements SeenPictures {
  private constructor(
    private readonly device: GPUDevice,
    private readonly plan: Plan,
    private readonly slabs: MetricsSlabs['slabs'],
    readonly plain: TensorView,
    readonly changed: TensorView,
  ) {}

  static async create(
    device: GPUDevice,
    data: DeviceDataset,
    augmentation: Augmentation,
    rows: number,
  ): Promise<AugmentedView> {
    const [height = 1, width = 1, channels = 1] = data.featureShape;
    const { metrics, slabs } = createMetrics(device);
    const graph = new Graph('augmented pictures', targetOf(device));
    const x = graph.tensor('batch/x', [rows, height, width, channels]);
    const t = graph.tensor('batch/target', [rows, ...data.targetShape], data.targetType);
    appendGather(graph, 'batch/gather', data, { trainingState: metrics.trainingState, x, t });
    const y = appendAugmentation(graph, x, augmentation, metrics.trainingState);
    graph.keep(x);
    graph.keep(y);
    const plan = await compilePlan(device, graph, { share: false });
    await data.fill?.();
    return new AugmentedView(device, plan, slabs, plan.view(x), plan.view(y));
  }

  /** @param trainingState the trainer's; only read */
  look(trainingState: GPUBuffer): void {
    const [own] = this.slabs;
    const encoder = this.device.createCommandEncoder({ label: 'augmented pictures' });
    const size = Math.min(trainingState.size, own.buffer.size);
    encoder.copyBufferToBuffer(trainingState, 0, own.buffer, 0, size);
    const pass = encoder.beginComputePass({ label: 'augmented pictures' });
    this.plan.encode(pass);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  destroy(): void {
    this.plan.destroy();
    for (const slab of this.slabs) slab.destroy();
  }
}
