// The instruments of a session, made on the rig that is looked at when they are first asked for (toolbox.ts).

import type { Drives } from '../inspect/attribution/drivesFacade';
import type { ToolsFacade } from './facade';
import { Microscope, type Scene } from '../inspect/microscope/microscope';
import { Poolings, type PoolingSettings } from '../inspect/poolings';
import { LOSS } from '../inspect/context';
import type { Rig } from './rig';
import { ShiftAccuracy } from '../inspect/shifts/shiftAccuracy';
import { ShiftProbe } from '../inspect/shifts/shifts';

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
    const { DriveTools } = await import('../inspect/attribution/drives');
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
