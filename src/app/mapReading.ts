// What the map of the pinned cell shows, in words, for those who cannot see it: read aloud once for each map, and again when
// its numbers changed.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { PICTURE } from '../draw/stageTiles';
import { locale } from '../elements/locale';
import type { Pointed } from '../elements/pointed';
import { formatNumber } from '../elements/text/format';
import type { MapFacts, TrainFacade } from '../session/facade';

export class MapReading implements ReactiveController {
  #facts: MapFacts | null = null;
  /** Of the map that the facts are about, or were asked for. */
  #asked = '';

  /** @param pinned what is read aloud; null: nothing */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly session: () => TrainFacade | null,
    private readonly pinned: () => Pointed | null,
  ) {
    host.addController(this);
  }

  get text(): string {
    const facts = this.#facts;
    if (!facts) return '';
    const { stage } = locale.words;
    if (facts.least === facts.largest) return stage.mapPlain(formatNumber(facts.largest));
    const [row, column] = facts.at;
    return stage.mapShows(
      Math.round(facts.above * 100),
      formatNumber(facts.largest),
      stage.cell(row + 1, column + 1),
    );
  }

  /** The numbers changed, or the network did. */
  renew(): void {
    this.#asked = '';
  }

  hostUpdated(): void {
    const session = this.session();
    const pinned = this.pinned();
    if (!session || session.state === 'training') return;
    const channel = pinned?.index[2];
    const key = pinned && channel !== undefined ? `${pinned.layer} ${channel}` : '';
    if (key === this.#asked) return;
    this.#asked = key;
    if (key === '' || !pinned || channel === undefined) {
      this.#facts = null;
      return;
    }
    const layer = pinned.layer === PICTURE ? null : pinned.layer;
    session.mapFacts(layer, channel).then(
      (facts) => {
        if (key !== this.#asked) return;
        this.#facts = facts;
        this.host.requestUpdate();
      },
      // The network was replaced meanwhile: its successor is asked.
      () => undefined,
    );
  }
}
