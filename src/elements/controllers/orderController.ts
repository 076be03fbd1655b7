// The order of the maps on the stage: by index, or the most active first. The order is computed when it is selected and
// when another picture is shown while training is paused, and does not change in between.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LayerView, StageFacade, TrainFacade } from '../../session/facade';

/** What is put in order; where there are no strengths, the maps keep their own. */
type Ordered = StageFacade & Partial<Pick<TrainFacade, 'strengths' | 'state'>>;

export class OrderController implements ReactiveController {
  /** Channels of each layer, strongest first; empty while the maps are in their own order. */
  order: ReadonlyMap<string, readonly number[]> = new Map();
  #active = false;
  #turn = 0;
  #layers: readonly LayerView[] = [];

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly session: () => Ordered | null,
  ) {
    host.addController(this);
  }

  get active(): boolean {
    return this.#active;
  }

  set active(active: boolean) {
    this.#active = active;
    void this.#sort();
  }

  pictureChanged(): void {
    if (this.#active && this.session()?.state !== 'training') void this.#sort();
  }

  /** The order does not apply to another network. */
  hostUpdate(): void {
    const layers = this.session()?.layers ?? [];
    const same = layers.every((layer, at) => {
      const before = this.#layers[at];
      return before?.name === layer.name && String(before.outputShape) === String(layer.outputShape);
    });
    this.#layers = layers;
    if (!same && this.#active) {
      this.order = new Map();
      void this.#sort();
    }
  }

  async #sort(): Promise<void> {
    const turn = ++this.#turn;
    const session = this.session();
    const strengthsOf = session?.strengths?.bind(session);
    if (!this.#active || !session || !strengthsOf) {
      this.order = new Map();
      this.host.requestUpdate();
      return;
    }
    const maps = session.layers.filter(({ outputShape }) => outputShape.length === 3);
    try {
      const strengths = await Promise.all(maps.map(({ name }) => strengthsOf(name)));
      if (turn !== this.#turn) return;
      this.order = new Map(
        maps.map(({ name }, at) => {
          const of = strengths[at] ?? [];
          return [name, of.map((_, channel) => channel).sort((a, b) => (of[b] ?? 0) - (of[a] ?? 0))];
        }),
      );
      this.host.requestUpdate();
    } catch {
      // The network changed or the device was lost meanwhile: the next picture will do.
    }
  }

  hostConnected(): void {
    this.#layers = this.session()?.layers ?? [];
  }
}
