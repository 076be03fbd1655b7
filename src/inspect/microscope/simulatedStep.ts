// A training step tried on copies: the optimizer's own kernel on a copy of the parameters, of its moments and of the
// training state, with gradients that are given. Training itself is not touched.

import { readBytes, readElements } from '../../gpu/readback';
import { Slab } from '../../gpu/slab';
import type { TensorView } from '../../gpu/tensorView';
import { Graph, reserveTensor, tensorInSlab } from '../../graph/graph';
import { compilePlan, type Plan } from '../../graph/plan';
import { record } from '../../kernels/record';
import { targetOf } from '../../kernels/target';
import { TRAINING_STATE, TRAINING_STATE_LENGTH } from '../../kernels/trainingState';
import type { ParameterStore } from '../../models/parameterStore';
import { appendUpdate } from '../../train/stepGraph';
import type { OptimizerWorkings, Trainer } from '../../train/trainer';

export class SimulatedStep {
  private constructor(
    private readonly device: GPUDevice,
    private readonly trainer: Trainer,
    private readonly held: ParameterStore,
    private readonly plan: Plan,
    /** The parameters after the step, laid out as those before it. */
    readonly after: Slab,
    /** The moments before and after the step. */
    readonly slots: ReadonlyMap<string, { readonly before: Slab; readonly after: Slab }>,
    private readonly trainingState: Slab,
    /** Gradients as they are clipped, with those of the penalties; null where they are not. */
    private readonly clipped: readonly { readonly first: number; readonly view: TensorView }[] | null,
    private readonly others: readonly Slab[],
  ) {}

  /**
   * @param held the parameters before the step
   * @param gradients where the gradients lie, laid out as the parameters
   */
  static async create(trainer: Trainer, held: ParameterStore, gradients: Slab): Promise<SimulatedStep> {
    const { device } = held;
    const workings = trainer.workings;
    const size = held.size;
    const slab = (label: string, bytes = size * 4): Slab => {
      const made = new Slab(label);
      made.reserve(bytes);
      return made.allocate(device);
    };
    const after = slab('parameters after the step');
    const slots = new Map(
      [...workings.slots.keys()].map((name) => [
        name,
        { before: slab(`${name} before`), after: slab(`${name} after`) },
      ]),
    );
    const [trainingState, rows] = [
      new Slab('training state of the step tried'),
      new Slab('loss of the step tried'),
    ];
    const trainingStateTensor = reserveTensor('trainingState', [TRAINING_STATE_LENGTH], trainingState, 'u32');
    const [rowLoss, rowCorrect, history] = [
      reserveTensor('loss', [1], rows),
      reserveTensor('correct', [1], rows),
      reserveTensor('history', [1, 4], new Slab('history of the step tried')),
    ];
    const graph = new Graph('step tried', targetOf(device));
    // Sets the training state one step on, as training does: Adam's correction counts from 1, and the schedule gives
    // the rate.
    graph.dispatch(
      record,
      'trainingState',
      { rows: 1, positions: 1, capacity: 1, advance: true },
      { rowLoss, rowCorrect, trainingState: trainingStateTensor, history },
    );
    const tensors = [...slots].map(([name, { after: slot }]) => [name, tensorInSlab(name, [size], slot, 0)]);
    const read = appendUpdate(
      graph,
      {
        ...workings,
        gradients,
        slots: Object.fromEntries(tensors) as Parameters<typeof appendUpdate>[1]['slots'],
      },
      after,
      size,
      trainingStateTensor,
    );
    if (workings.clipping !== null) for (const { gradients: clipped } of read) graph.keep(clipped);
    const others = [rows, ...(history.storage.home === 'slab' ? [history.storage.slab] : [])];
    for (const one of [trainingState, ...others]) one.allocate(device);
    const plan = await compilePlan(device, graph, { share: false });
    const views = read.map(({ first, gradients: clipped }) => ({ first, view: plan.view(clipped) }));
    const clipped = workings.clipping === null ? null : views;
    return new SimulatedStep(device, trainer, held, plan, after, slots, trainingState, clipped, others);
  }

  get optimizer(): Pick<OptimizerWorkings, 'definition' | 'options'> {
    return this.trainer.workings;
  }

  /** Copies what training remembers. */
  hold(): void {
    const { slots, trainingState } = this.trainer.workings;
    const encoder = this.device.createCommandEncoder({ label: 'step tried/hold' });
    const copy = (from: Slab, to: Slab): void =>
      encoder.copyBufferToBuffer(from.buffer, 0, to.buffer, 0, Math.min(from.buffer.size, to.buffer.size));
    for (const [name, { before }] of this.slots) {
      const from = slots.get(name);
      if (from !== undefined) copy(from, before);
    }
    copy(trainingState, this.trainingState);
    this.device.queue.submit([encoder.finish()]);
  }

  /** Takes the step from what is held, once the gradients are there. To be called once after each `hold`. */
  take(): void {
    const encoder = this.device.createCommandEncoder({ label: 'step tried/copies' });
    const copy = (from: Slab, to: Slab): void =>
      encoder.copyBufferToBuffer(from.buffer, 0, to.buffer, 0, Math.min(from.buffer.size, to.buffer.size));
    copy(this.held.parameters, this.after);
    for (const { before, after } of this.slots.values()) copy(before, after);
    this.device.queue.submit([encoder.finish()]);
    this.plan.run();
  }

  /** The number of the step, from 1, and its learning rate; of the last `take`. */
  async when(): Promise<{ readonly step: number; readonly learningRate: number }> {
    const bytes = await readBytes(this.device, this.trainingState.buffer, 0, TRAINING_STATE_LENGTH * 4);
    const [whole, floats] = [new Uint32Array(bytes), new Float32Array(bytes)];
    return { step: whole[TRAINING_STATE.step] ?? 0, learningRate: floats[TRAINING_STATE.rate] ?? NaN };
  }

  /** The clipped gradient of a number, by its place in the slab of parameters; null where gradients are not clipped. */
  async clippedGradient(place: number): Promise<number | null> {
    if (this.clipped === null) return null;
    const { first, view } = this.clipped.findLast((piece) => piece.first <= place) ?? {};
    if (first === undefined || view === undefined) return null;
    return (await readElements(this.device, view, [place - first]))[0] ?? null;
  }

  destroy(): void {
    this.plan.destroy();
    for (const slab of [this.after, this.trainingState, ...this.others]) slab.destroy();
    for (const { before, after } of this.slots.values()) for (const slab of [before, after]) slab.destroy();
  }
}
