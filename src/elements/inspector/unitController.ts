// The numbers of one unit, read from the running network a few times a second, and written back after edits. A change
// is shown at once; of many changes in a drag only the newest waits until the previous one is written.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { EditName, UnitValues } from '../../session/editing/editingFacade';
import type { TrainFacade } from '../../session/facade';
import type { UnitParameters } from '../../inspect/unitParameters';
import { ListenController } from '../controllers/listenController';
import { ThrottledReading } from '../controllers/throttledReading';

/** While training runs, the numbers are read so often at most. */
const READ_MS = 250;

export class UnitController implements ReactiveController {
  /** Where the numbers stand; null where there are none. */
  where: UnitParameters | null = null;
  /** Null until they are read. */
  values: UnitValues | null = null;
  #wanted: { readonly layer: string; readonly unit: number } | null = null;
  readonly #reading: ThrottledReading;
  #waiting: (() => Promise<void>) | null = null;
  #writing = false;
  #connected = false;

  /** @param found the place of the numbers is another: what is chosen in them has to fit */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly session: () => TrainFacade | null,
    private readonly found: () => void,
  ) {
    host.addController(this);
    this.#reading = new ThrottledReading(host, READ_MS, () => {
      const [where, asked] = [this.where, session()];
      return where && asked && this.#read(asked, where);
    });
    new ListenController(
      host,
      session,
      ['layerschange', 'domainchange', 'editschange', 'progress'],
      ({ type }) => {
        if (type === 'layerschange') this.#find();
        if (type !== 'domainchange' && !this.#writing) this.#renew();
        host.requestUpdate();
      },
    );
  }

  /** A change is on its way to the GPU. */
  get writing(): boolean {
    return this.#writing;
  }

  /** Another unit, or another session. */
  follow(layer: string | null, unit: number): void {
    this.#wanted = layer === null ? null : { layer, unit };
    this.#find();
    void this.#reading.now();
  }

  #find(): void {
    const wanted = this.#wanted;
    const session = this.session();
    const exists = session?.layers.some(({ name }) => name === wanted?.layer) ?? false;
    this.where = session && wanted && exists ? session.editing.unit(wanted.layer, wanted.unit) : null;
    this.values = null;
    this.found();
  }

  #renew(): void {
    if (this.#connected) this.#reading.renew();
  }

  async #read(session: TrainFacade, where: UnitParameters): Promise<void> {
    try {
      const values = await session.editing.readUnit(where.layer, where.unit);
      if (where === this.where && !this.#writing) {
        this.values = values;
        this.host.requestUpdate();
      }
    } catch {
      // The network or the device changed meanwhile; the next news asks again.
    }
  }

  /** @param gesture changes of one gesture are undone together */
  write(
    name: EditName,
    change: { readonly weights?: Float32Array; readonly bias?: number },
    gesture?: string,
  ): void {
    const [where, session, values] = [this.where, this.session(), this.values];
    if (!where || !session || !values) return;
    this.values = { weights: change.weights ?? values.weights, bias: change.bias ?? values.bias };
    const { layer, unit } = where;
    this.#waiting = () => session.editing.write(name, [{ layer, unit, ...change }], gesture);
    if (!this.#writing) void this.#flush();
    this.host.requestUpdate();
  }

  async #flush(): Promise<void> {
    this.#writing = true;
    try {
      while (this.#waiting) {
        const write = this.#waiting;
        this.#waiting = null;
        await write();
      }
    } finally {
      this.#writing = false;
      this.#renew();
    }
  }

  /** Exchanges all numbers with another unit of the layer. */
  async swap(name: EditName, other: number): Promise<void> {
    const [where, session, values] = [this.where, this.session(), this.values];
    if (!where || !session || !values || this.#writing) return;
    const { layer, unit } = where;
    const theirs = await session.editing.readUnit(layer, other);
    if (!theirs) return;
    await session.editing.write(name, [
      { layer, unit, ...theirs },
      { layer, unit: other, ...values },
    ]);
  }

  hostConnected(): void {
    this.#connected = true;
    this.#renew();
  }

  hostDisconnected(): void {
    this.#connected = false;
  }
}
