// The instruments of a session, made on the rig that is looked at when they are first asked for (toolbox.ts).

import type { Drives } from './drivesFacade';
import type { ToolsFacade } from './facade';
import { Microscope, type Scene } from './microscope';
import { Poolings, type PoolingSettings } from './poolings';
import { LOSS, type Rig } from './rig';
import { ShiftAccuracy } from './shiftAccuracy';
import { ShiftProbe } from './shifts';

export interface ToolsHost {
  /** What is looked at. */
  readonly rig: Rig;
  readonly seed: number;
  /** The picture shown, and its class where it is known. */
  scene(): Scene;
}

export class SessionTools implements ToolsFacade {
  constructor(private readonly host: ToolsHost) {}

  async drives(): Promise<Drives> {
    const { rig, seed } = this.host;
    const { DriveTools } = await import('./drives');
    return rig.tools.get('drives', () => Promise.resolve(new DriveTools(rig, seed)));
  }

  microscope(): Promise<Microscope> {
    const { rig } = this.host;
    return rig.tools.get('microscope', () => Microscope.create(rig, () => this.host.scene()));
  }

  shifts(): Promise<ShiftProbe> {
    const { tools, device, network, store } = this.host.rig;
    return tools.get('shifts', () => ShiftProbe.create(device, network, store));
  }

  shiftAccuracy(): Promise<ShiftAccuracy> {
    const { tools, device, network, store, test } = this.host.rig;
    return tools.get('shift accuracy', () => ShiftAccuracy.create(device, network, store, test, LOSS));
  }

  poolings(shape: readonly number[], settings: PoolingSettings): Promise<Poolings> {
    return Poolings.create(this.host.rig.device, shape, settings);
  }
}
