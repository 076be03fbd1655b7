// The simple and the complex cell looked at: their maps at the present offset, what they are, and the choice of another.

import { html, nothing, type TemplateResult } from 'lit';
import { activationMapName, colourMap, cssGradient, type Theme } from '../../draw/colourMaps';
import { mapSlice } from '../../draw/slices';
import type { LayerView, TrainFacade } from '../../session/facade';
import { REACH } from '../../inspect/shifts/shiftCurve';
import type { CellPair } from '../../inspect/shifts/shifts';
import { moveCell } from '../pointed';
import { formatNumber } from '../text/format';
import { rangeText } from '../stage/scaleBars';
import '../canvas/tileCanvas';
import type { CellEvent, TileView } from '../canvas/tileCanvas';
import type { Cell, ShiftController } from './shiftController';
import { type ShiftsWords } from '../locales/shifts';

export interface CellsGiven {
  readonly words: ShiftsWords['cells'];
  readonly theme: Theme;
  readonly session: TrainFacade;
  readonly shift: ShiftController;
}

function cellMap(
  { words: cells, theme, shift }: CellsGiven,
  layer: LayerView,
  cell: Cell,
  kind: 'simple' | 'complex',
): TemplateResult {
  const tensor = shift.probe?.view(layer.name, shift.at);
  const [row, column, channel] = cell;
  const domain = shift.domain(layer.name);
  const map = colourMap(activationMapName(domain), theme);
  const view: TileView | null = tensor
    ? {
        tensor,
        slices: [mapSlice(tensor, channel)],
        map,
        domain,
        across: 1,
        mark: { top: row, left: column, bottom: row + 1, right: column + 1 },
        chosen: null,
      }
    : null;
  const place = cells.place(layer.className, row + 1, column + 1);
  const now = shift.responses?.[kind]?.[shift.at + REACH] ?? NaN;
  const choose = (to: readonly number[]): void => {
    const [i = 0, j = 0, c = 0] = to;
    shift.chooseCell([i, j, c]);
  };
  const tiles = html`<cs-tiles
    .view=${view}
    largest="168"
    label=${place}
    @cs-cell=${({ cell: at, keep }: CellEvent) => kind === 'simple' && at && keep && choose([at.row, at.column, channel])}
  ></cs-tiles>`;
  return html`<figure class=${kind} data-testid=${`cell-${kind}`}>
    <div class="map">
      ${
        kind === 'simple'
          ? html`<div
              class="choosable"
              role="application"
              tabindex="0"
              aria-label=${`${cells.simple}: ${place}`}
              aria-description=${cells.keys}
              data-testid="cell-keys"
              @keydown=${(event: KeyboardEvent) => {
                const to = moveCell(event.key, cell, layer.outputShape);
                if (!to) return;
                event.preventDefault();
                choose(to);
              }}
            >
              ${tiles}
            </div>`
          : tiles
      }
      <div class="legend" title=${cells.legend(layer.className)}>
        <i .style=${`background:${cssGradient(map)}`}></i
        ><span class="mono">${rangeText(domain, map.centred)}</span>
      </div>
    </div>
    <figcaption>
      <b>${kind === 'simple' ? cells.simple : cells.complex}</b><span>${place}</span>
      <output class="mono" data-testid=${`cell-value-${kind}`}>${formatNumber(now)}</output>
      <p>${kind === 'simple' ? cells.simpleText : cells.complexText}</p>
    </figcaption>
  </figure>`;
}

export function cellsCard(given: CellsGiven): TemplateResult {
  const { words: cells, session, shift } = given;
  const layerOf = (name: string | null | undefined): LayerView | undefined =>
    session.layers.find((layer) => layer.name === name);
  const nameOf = ({ simple, complex }: CellPair): string =>
    cells.pairName(
      layerOf(simple)?.className ?? simple,
      complex === null ? null : (layerOf(complex)?.className ?? complex),
    );
  const { pair, cell, pooled } = shift;
  const [simple, complex] = [layerOf(pair?.simple), layerOf(pair?.complex)];
  const maps = simple?.outputShape[2] ?? 1;
  const channel = cell?.[2] ?? 0;
  const turn = (by: number): void => shift.suggest((channel + by + maps) % maps);
  return html`<section class="card cells">
    <div class="bar">
      <select
        aria-label=${cells.pair}
        data-testid="pair"
        @change=${(event: Event) => shift.choosePair(Number((event.target as HTMLSelectElement).value))}
      >
        ${shift.probe?.pairs.map((one, at) => html`<option value=${at} ?selected=${at === shift.pairAt}>${nameOf(one)}</option>`)}
      </select>
      <span class="turn"
        ><button
          class="icon"
          aria-label=${cells.previous}
          data-testid="map-previous"
          @click=${() => turn(-1)}
        >
          ‹</button
        ><span class="mono">${cells.map(channel + 1, maps)}</span
        ><button class="icon" aria-label=${cells.next} data-testid="map-next" @click=${() => turn(1)}>
          ›
        </button></span
      >
      <button class="small" title=${cells.suggestHint} data-testid="suggest" @click=${() => shift.suggest()}>
        ${cells.suggest}
      </button>
    </div>
    <div class="maps">
      ${simple && cell ? cellMap(given, simple, cell, 'simple') : nothing}
      ${
        complex && pooled
          ? cellMap(given, complex, pooled, 'complex')
          : cell
            ? html`<p class="hint">${pair?.complex ? cells.uncovered : cells.noPooling}</p>`
            : nothing
      }
    </div>
  </section>`;
}
