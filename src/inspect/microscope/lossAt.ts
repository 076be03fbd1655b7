// The loss of one picture for other parameters: one weight is changed on a copy, and the forward pass runs again. The
// slope of these losses should equal the gradient.

import { createBuffer } from '../../gpu/buffers';
import { Slab } from '../../gpu/slab';
import type { TensorView } from '../../gpu/tensorView';
import { mapForReading } from '../../gpu/waits';
import { appendForward } from '../../graph/autodiff';
import { Graph, reserveTensor } from '../../graph/graph';
import { compilePlan, type Plan } from '../../graph/plan';
import { sizeOf, type Tensor } from '../../graph/tensor';
import { targetOf } from '../../kernels/target';
import { trainingStateAt } from '../../kernels/trainingState';
import { lossDefinition } from '../../losses/losses';
import { lower } from '../../models/lower';
import type { Network } from '../../models/network';
import { ParameterStore } from '../../models/parameterStore';
import { takeOver } from '../../models/takeOver';
import { loadBatchChanges } from '../../train/batchChanges';
import { createMetrics } from '../../train/metrics';
import { bareOutputs } from '../../train/stepGraph';
import { appendTotalLoss } from '../totalLoss';

export class LossAt {
  private constructor(
    private readonly store: ParameterStore,
    private readonly plan: Plan,
    private readonly input: Tensor,
    private readonly label: Tensor,
    private readonly rowLoss: Tensor,
    private readonly slabs: readonly Slab[],
  ) {}

  /** @throws Error if the network has more than one input. */
  static async create(
    device: GPUDevice,
    network: Network,
    loss: string,
    lossWeights?: readonly number[],
  ): Promise<LossAt> {
    const [only] = network.inputs;
    const layer = network.layers.find(({ name }) => name === network.outputs[0]);
    if (only === undefined || layer === undefined || network.inputs.length !== 1)
      throw new Error(`network '${network.name}': a loss is shown for networks of one input`);
    const definition = lossDefinition(loss);
    const store = new ParameterStore(device, network);
    const start = new Slab('picture and label');
    await loadBatchChanges({ lossOptions: lossWeights && { lossWeights } });
    const graph = new Graph(`${network.name}/loss`, targetOf(device));
    const { nodes, values } = lower(network, store, { bare: bareOutputs(network, [definition]) });
    const input = reserveTensor('picture', [1, ...only.shape], start);
    const label = reserveTensor('label', [1, ...definition.targetShape(layer.outputShape)], start, 'u32');
    const { metrics, slabs } = createMetrics(device);
    const pass = appendForward(graph, nodes, [input], { training: false, trainingState: null });
    const given = { label, trainingState: metrics.trainingState, lossWeights };
    const { rowLoss } = appendTotalLoss(graph, network, definition, given, values, pass, false);
    graph.keep(rowLoss);
    start.allocate(device);
    const trainingState = trainingStateAt({
      seed: 0,
      samples: 1,
      batchSize: 1,
      shuffle: false,
      learningRate: 0,
    });
    device.queue.writeBuffer(slabs[0].buffer, 0, trainingState);
    const plan = await compilePlan(device, graph, { share: false });
    return new LossAt(store, plan, input, label, rowLoss, [start, ...slabs]);
  }

  /**
   * The losses with one parameter at each of the values, all others as in `held`.
   * @param place of the number in the parameter
   */
  async losses(
    held: ParameterStore,
    picture: TensorView,
    label: number,
    { layer, name, place }: { readonly layer: string; readonly name: string; readonly place: number },
    values: readonly number[],
  ): Promise<readonly number[]> {
    const { device } = this.store;
    const tensor = this.store.of(layer)[name];
    if (tensor === undefined) throw new Error(`layer '${layer}': has no parameter '${name}'`);
    takeOver(this.store, held);
    const [to, at, from, start] = [
      this.plan.view(this.input),
      this.plan.view(tensor),
      this.plan.view(this.rowLoss),
      this.plan.view(this.label),
    ];
    device.queue.writeBuffer(start.buffer, start.offsetBytes, Uint32Array.of(label));
    const staging = createBuffer(device, {
      label: 'losses',
      size: 4 * values.length,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    try {
      const first = device.createCommandEncoder({ label: 'loss/picture' });
      first.copyBufferToBuffer(
        picture.buffer,
        picture.offsetBytes,
        to.buffer,
        to.offsetBytes,
        4 * sizeOf(this.input.shape),
      );
      device.queue.submit([first.finish()]);
      values.forEach((value, i) => {
        device.queue.writeBuffer(at.buffer, at.offsetBytes + 4 * place, Float32Array.of(value));
        this.plan.run();
        const encoder = device.createCommandEncoder({ label: 'loss/read' });
        encoder.copyBufferToBuffer(from.buffer, from.offsetBytes, staging, 4 * i, 4);
        device.queue.submit([encoder.finish()]);
      });
      await mapForReading(device, staging);
      return [...new Float32Array(staging.getMappedRange())];
    } finally {
      staging.destroy();
    }
  }

  destroy(): void {
    this.plan.destroy();
    this.store.destroy();
    for (const slab of this.slabs) slab.destroy();
  }
}
