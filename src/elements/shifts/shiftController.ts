// Updates the Shifts view: the picture at every offset through the session's network. One run is in flight at a time
// and the newest request wins; while the network trains, it runs a few times a second.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { UNSEEN, widen, type Domain } from '../../inspect/probe/colourDomain';
import type { SeenShifts } from '../../lessons/lesson';
import type { TrainFacade } from '../../session/facade';
import { REACH } from '../../inspect/shifts/shiftCurve';
import type { CellPair, Cover, Peak, Responses, ShiftProbe } from '../../inspect/shifts/shifts';

export type Cell = readonly [row: number, column: number, channel: number];
export type Axis = 'x' | 'y';

/** While the network trains, the answers are renewed this often at most. */
const RENEW_MS = 250;

export const clampOffset = (offset: number): number => Math.min(REACH, Math.max(-REACH, Math.round(offset)));

export class ShiftController implements ReactiveController {
  probe: ShiftProbe | null = null;
  responses: Responses | null = null;
  /** The unit looked at; null until the most active one is found. */
  cell: Cell | null = null;
  pairAt = 0;
  axis: Axis = 'x';
  dx = 0;
  dy = 0;
  cover: Cover | null = null;
  error: Error | null = null;
  #picture: Float32Array | null = null;
  #session: TrainFacade | null = null;
  #busy = false;
  #stale = false;
  #suggest = false;
  #startedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #connected = false;
  readonly #domains = new Map<string, Domain>();

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly session: () => TrainFacade | null,
  ) {
    host.addController(this);
  }

  get pair(): CellPair | null {
    return this.probe?.pairs[this.pairAt] ?? null;
  }

  /** The offset along the axis of the curve. */
  get at(): number {
    return this.axis === 'x' ? this.dx : this.dy;
  }

  /** The pooling unit above the cell; null if there is none. */
  get pooled(): Cell | null {
    const { pair, cell } = this;
    return pair?.complex && cell ? (this.probe?.poolOf(pair, cell) ?? null) : null;
  }

  /** For a lesson that looks on; null until the first answers. */
  get seen(): SeenShifts | null {
    const { responses, dx, dy, cover } = this;
    if (!responses) return null;
    const { simple, complex, answers } = responses;
    const at = this.at + REACH;
    const covered = cover ? (cover.bottom - cover.top) * (cover.right - cover.left) : 0;
    return { view: 'shifts', dx, dy, at, covered, simple, complex, answer: answers[at] ?? [] };
  }

  set picture(pixels: Float32Array) {
    this.#picture = pixels;
    // Without a cell to look at, the most active one is found first.
    this.renew();
  }

  moveTo(dx: number, dy: number): void {
    [this.dx, this.dy] = [clampOffset(dx), clampOffset(dy)];
    this.renew();
    this.host.requestUpdate();
  }

  coverWith(cover: Cover | null): void {
    this.cover = cover;
    this.renew();
    this.host.requestUpdate();
  }

  alongAxis(axis: Axis): void {
    this.axis = axis;
    this.renew();
  }

  choosePair(at: number): void {
    this.pairAt = at;
    this.cell = null;
    this.responses = null;
    this.renew();
  }

  chooseCell(cell: Cell): void {
    this.cell = cell;
    this.renew();
    this.host.requestUpdate();
  }

  /** Looks at the cell that is most active for the picture as it lies; `channel`: of that map alone. */
  suggest(channel?: number): void {
    if (channel !== undefined && this.cell) this.cell = [this.cell[0], this.cell[1], channel];
    this.#suggest = true;
    this.#channel = channel ?? null;
    this.renew();
  }
  #channel: number | null = null;

  /** The range of a layer's colours: the session's, widened to what was answered here. */
  domain(layer: string): Domain {
    const known = this.session()?.layers.find(({ name }) => name === layer)?.activationDomain ?? [0, 1];
    const [low, high] = this.#domains.get(layer) ?? UNSEEN;
    return widen(known, low, high);
  }

  /** The numbers, or what is wanted, changed. */
  renew(): void {
    this.#stale = true;
    this.#schedule();
  }

  /** The network was replaced, or its device: what was made with it is gone. */
  forget(): void {
    this.probe = null;
    this.responses = null;
    this.error = null;
    this.#domains.clear();
    this.renew();
    this.host.requestUpdate();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#busy || !this.#stale || !this.#connected) return;
    const training = this.session()?.state === 'training';
    const wait = training ? this.#startedAt + RENEW_MS - performance.now() : 0;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#update();
      },
      Math.max(0, wait),
    );
  }

  async #update(): Promise<void> {
    const [session, picture] = [this.session(), this.#picture];
    if (!session || !picture || session.state === 'recovering') return;
    const connected = (): boolean => this.#connected;
    this.#busy = true;
    this.#stale = false;
    this.#startedAt = performance.now();
    try {
      const probe = await session.tools.shifts();
      // Nobody waits any more.
      if (!connected()) return;
      this.probe = probe;
      this.#settle(session, probe);
      const { pair } = this;
      const { dx, dy, axis, cover } = this;
      probe.setPicture(picture);
      probe.setSweep({ axis, across: axis === 'x' ? dy : dx, cover, at: this.at });
      probe.run();
      if (pair === null) return;
      const peaks = await probe.peaks(pair.simple);
      if (this.pair !== pair || !connected()) return;
      if (this.cell === null || this.#suggest) this.#choose(peaks);
      const cell = this.cell ?? [0, 0, 0];
      const responses = await probe.read(pair, cell);
      if (this.pair !== pair || String(this.cell) !== String(cell)) return;
      this.responses = responses;
      this.#widen(pair.simple, [...responses.simple, ...peaks.map(({ value }) => value)]);
      if (pair.complex !== null) this.#widen(pair.complex, responses.complex ?? []);
      this.error = null;
    } catch (error) {
      // A network that is being replaced or a device that is lost is heard of from the session; then all is asked anew.
      if (this.session()?.state !== 'recovering' && this.session()?.state !== 'compiling')
        this.error = error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#busy = false;
      this.host.requestUpdate();
      this.#schedule();
    }
  }

  /** The same cell as before, where this network has it. */
  #settle(session: TrainFacade, { pairs }: ShiftProbe): void {
    if (this.pairAt >= pairs.length) this.pairAt = 0;
    const name = pairs[this.pairAt]?.simple;
    const shape = session.layers.find((layer) => layer.name === name)?.outputShape ?? [];
    if (this.cell?.some((place, axis) => place >= (shape[axis] ?? 0))) this.cell = null;
  }

  #choose(peaks: readonly Peak[]): void {
    const among = this.#channel === null ? peaks : peaks.filter(({ index }) => index[2] === this.#channel);
    const best = among.reduce<Peak | null>((top, one) => (top && top.value >= one.value ? top : one), null);
    if (best) this.cell = best.index;
    this.#suggest = false;
    this.#channel = null;
  }

  #widen(layer: string, values: readonly number[]): void {
    const finite = values.filter((value) => Number.isFinite(value) && Math.abs(value) < 3e38);
    if (finite.length === 0) return;
    const before = this.#domains.get(layer) ?? UNSEEN;
    this.#domains.set(layer, widen(before, Math.min(...finite), Math.max(...finite)));
  }

  readonly #renew = (): void => this.renew();
  readonly #forget = (): void => this.forget();

  #follow(session: TrainFacade | null): void {
    if (session === this.#session) return;
    for (const event of ['progress', 'statechange'] as const) {
      this.#session?.removeEventListener(event, this.#renew);
      session?.addEventListener(event, this.#renew);
    }
    this.#session?.removeEventListener('layerschange', this.#forget);
    session?.addEventListener('layerschange', this.#forget);
    this.#session = session;
    if (session) this.renew();
  }

  hostConnected(): void {
    this.#connected = true;
    this.#follow(this.session());
  }

  hostUpdate(): void {
    if (this.#connected) this.#follow(this.session());
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#follow(null);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
