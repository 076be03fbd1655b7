// The instruments of a session, made on the training context that is looked at when they are first asked for (toolbox.ts).

import type { Attribution } from '../inspect/attribution/attributionFacade';
import type { ToolsFacade } from './facade';
import { Microscope, type Scene } from '../inspect/microscope/microscope';
import { Poolings, type PoolingSettings } from '../inspect/poolings';
import { LOSS } from '../inspect/context';
import type { TrainingContext } from './trainingContext';
import { ShiftAccuracy } from '../inspect/shifts/shiftAccuracy';
import { ShiftProbe } from '../inspect/shifts/shifts';

export interface ToolsHost {
  /** What is looked at. */
  readonly context: TrainingContext;
  readonly seed: number;
  /** The picture shown, and its class where it is known. */
  scene(): Scene;
}

export class SessionTools implements ToolsFacade {
  constructor(private readonly host: ToolsHost) {}

  async attribution(): Promise<Attribution> {
    const { context, seed } = this.host;
    const { AttributionTools } = await import('../inspect/attribution/attribution');
    return context.tools.get('attribution', () => Promise.resolve(new AttributionTools(context, seed)));
  }

  microscope(): Promise<Microscope> {
    const { context } = this.host;
    return context.tools.get('microscope', () => Microscope.create(context, () => this.host.scene()));
  }

  shifts(): Promise<ShiftProbe> {
    const { tools, device, network, store } = this.host.context;
    return tools.get('shifts', () => ShiftProbe.create(device, network, store));
  }

  shiftAccuracy(): Promise<ShiftAccuracy> {
    const { tools, device, network, store, test } = this.host.context;
    return tools.get('shift accuracy', () => ShiftAccuracy.create(device, network, store, test, LOSS));
  }

  poolings(shape: readonly number[], settings: PoolingSettings): Promise<Poolings> {
    return Poolings.create(this.host.context.device, shape, settings);
  }
}
