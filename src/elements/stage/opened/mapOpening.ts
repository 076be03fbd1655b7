// Opens one map in the place of the network and closes it again: it moves from where it was clicked, and back there.
// The focus goes with it. Its code is loaded when a map is first pointed at for good: by the second click it is there.

import type { LitElement, ReactiveController } from 'lit';
import { PICTURE } from '../../../draw/stageTiles';
import type { LayerView } from '../../../session/facade';
import type { Pointed } from '../../pointed';
import type { OpenedElement } from './opened';

/** Where Escape has a nearer meaning than the way back to the network. */
const OWN_ESCAPE = 'aside.open, dialog, [role=dialog], [popover], cs-term[open]';

export interface Opening {
  readonly layer: string;
  readonly channel: number;
  /** Where it was when it was clicked. */
  readonly from: DOMRect | null;
}

interface OpeningHost extends LitElement {
  tileRect(layer: string, channel: number): DOMRect | null;
}

export class MapOpening implements ReactiveController {
  #now: Opening | null = null;

  /**
   * @param layers of the network shown
   * @param allowed whether maps can be opened
   * @param map the opened map, where there is one
   * @param keep points at a cell for good
   */
  constructor(
    private readonly host: OpeningHost,
    private readonly layers: () => readonly LayerView[],
    private readonly allowed: () => boolean,
    private readonly map: () => OpenedElement | null,
    private readonly keep: (pointed: Pointed) => void,
  ) {
    host.addController(this);
  }

  /** The map that is open; null while the network is shown. */
  get now(): Opening | null {
    return this.#now;
  }

  load(): Promise<unknown> {
    return import('./opened');
  }

  async open({ layer, index }: Pointed): Promise<void> {
    if (!this.allowed() || layer === PICTURE) return;
    const channel = index.at(-1) ?? 0;
    const from = this.host.tileRect(layer, index.length === 1 ? 0 : channel);
    this.keep({ layer, index, slice: null });
    await this.load();
    await this.#show({ layer, channel, from });
    this.map()?.focusMap();
  }

  /** @param focus whether the focus goes back to the map's tile */
  async close(focus = true): Promise<void> {
    const opening = this.#now;
    if (!opening) return;
    const map = this.map();
    const { host } = this;
    // A layer of units is one tile.
    const unit = this.layers().find(({ name }) => name === opening.layer)?.outputShape.length === 1;
    const tile = unit ? 0 : (map?.channel ?? opening.channel);
    await map?.leave(host.tileRect(opening.layer, tile));
    await this.#show(null);
    if (!focus) return;
    host.renderRoot
      .querySelector<HTMLElement>(`[data-layer="${opening.layer}"][data-channel="${tile}"]`)
      ?.focus();
  }

  /** A network without that map has nothing to show of it. */
  follow(): void {
    const opening = this.#now;
    if (!opening) return;
    const channels =
      this.layers()
        .find(({ name }) => name === opening.layer)
        ?.outputShape.at(-1) ?? 0;
    if (opening.channel >= channels || !this.allowed()) this.#now = null;
  }

  async #show(opening: Opening | null): Promise<void> {
    this.#now = opening;
    this.host.requestUpdate();
    await this.host.updateComplete;
  }

  /** Runs before the page handles Escape, which releases the pinned cell. */
  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.#now || !this.host.checkVisibility()) return;
    if (event.composedPath().some((node) => node instanceof Element && node.matches(OWN_ESCAPE))) return;
    event.stopPropagation();
    void this.close();
  };

  hostConnected(): void {
    window.addEventListener('keydown', this.#escape, { capture: true });
  }

  hostDisconnected(): void {
    window.removeEventListener('keydown', this.#escape, { capture: true });
  }
}
