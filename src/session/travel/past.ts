// A training context for displaying the past: parameters of its own, filled from a snapshot, and a probe on them.
// Everything that reads a training context (views, explanations, gradients) can use it while training continues with
// the other one.

import { wholeOrNothing } from '../../gpu/buffers';
import { ParameterStore } from '../../models/parameterStore';
import { NetworkProbe } from '../../inspect/probe/probe';
import type { TrainingContext } from '../trainingContext';
import type { Snapshot } from '../../train/snapshots';
import { Toolbox } from '../../inspect/toolbox';

export class Past {
  private constructor(
    private readonly present: TrainingContext,
    readonly context: TrainingContext,
  ) {}

  static async create(present: TrainingContext): Promise<Past> {
    const { device, network } = present;
    return wholeOrNothing(async (own) => {
      const store = own(new ParameterStore(device, network));
      const probe = await NetworkProbe.create(device, network, store);
      return new Past(present, { ...present, store, probe, tools: new Toolbox() });
    });
  }

  /** Loads the parameters of a snapshot: two copies on the GPU. */
  show(snapshot: Snapshot): void {
    fillStore(this.context.store, this.present, snapshot);
  }

  destroy(): void {
    this.context.tools.destroy();
    this.context.probe.destroy();
    this.context.store.destroy();
  }
}

/** Copies the parameters of a snapshot to another store of the same network. */
export function fillStore(store: ParameterStore, { snapshots }: TrainingContext, snapshot: Snapshot): void {
  snapshots.copyPart(snapshot, 'parameters', store.parameters.buffer);
  snapshots.copyPart(snapshot, 'state', store.state.buffer);
  store.changed();
}
