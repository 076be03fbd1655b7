// The input, its maxima, its means and their difference, side by side with one cell in hand; legends, and the numbers that
// the cell comes from.

import { html, nothing, type TemplateResult } from 'lit';
import { colourMap, cssGradient, type ColourMap, type Domain, type Theme } from '../../draw/colourMaps';
import { PICTURE, activationMap, inColour, type DrawnLayer } from '../../draw/stageTiles';
import type { PooledMap, Poolings } from '../../inspect/poolings';
import { busy } from '../controls/busy';
import { rangeText } from '../stage/scaleBars';
import type { CellEvent } from '../canvas/tileCanvas';
import { axisOf, windowAt } from './poolGeometry';
import './poolMap';
import type { PoolMapView } from './poolMap';
import { poolingNumbers } from './poolNumbers';
import type { PooledCell } from './pooledCells';
import { compareWords } from '../locales/compare';

const NO_PADDING = { top: 0, left: 0, bottom: 0, right: 0 };
/** No map is larger. */
const LARGEST = 420;
const GAP = 24;

export interface MapsScene {
  readonly source: DrawnLayer;
  readonly poolings: Poolings;
  readonly channel: number;
  /** The cell of the pooled maps in hand, and what is known of it. */
  readonly at: readonly [row: number, column: number];
  readonly cell: PooledCell | null;
  /** Pixels that the maps have. */
  readonly width: number;
  /** It is not what was asked for last. */
  readonly stale: boolean;
  readonly theme: Theme;
  readonly point: (event: CellEvent, onInput: boolean) => void;
}

function figure(
  { point }: MapsScene,
  map: PooledMap | 'input',
  name: string,
  shape: readonly number[],
  view: PoolMapView,
): TemplateResult {
  const [rows = 1, columns = 1] = shape;
  const code = map === 'max' || map === 'average';
  return html`<figure>
    <figcaption>
      <b class=${code ? 'mono' : ''}>${name}</b><span class="mono">${rows}×${columns}</span>
    </figcaption>
    <cs-pool-map
      data-testid=${`pool-${map}`}
      .view=${view}
      label=${compareWords().poolings.mapLabel(name, rows, columns)}
      @cs-cell=${(event: CellEvent) => point(event, map === 'input')}
    ></cs-pool-map>
  </figure>`;
}

const legend = (text: string, map: ColourMap, domain: Domain): TemplateResult =>
  html`<span
    >${text}<i .style=${`background:${cssGradient(map)}`}></i
    ><span class="mono">${rangeText(domain, map.centred)}</span></span
  >`;

export function poolingMaps(scene: MapsScene): TemplateResult {
  const { source, poolings, channel, at, cell, width, stale, theme } = scene;
  const say = compareWords().poolings;
  const { settings } = poolings;
  const [height = 1, across = 1] = poolings.input.shape;
  const rows = axisOf(height, poolings.outputShape[0] ?? 1, settings);
  const columns = axisOf(across, poolings.outputShape[1] ?? 1, settings);
  const [row, column] = at;
  const [top, bottom] = windowAt(row, rows, settings);
  const [left, right] = windowAt(column, columns, settings);

  const map = activationMap(source, theme);
  const domain = source.activationDomain;
  // max − average is never negative, and at most as large as the range is wide.
  const difference: Domain = [0, domain[1] - domain[0]];
  const differenceMap = colourMap('activation', theme);

  const four = width >= 640;
  const beside = four ? 4 : 2;
  const room = (width - GAP * (beside - 1)) / beside;
  const padding = { top: rows.before, left: columns.before, bottom: rows.after, right: columns.after };
  const widest = Math.max(columns.input + padding.left + padding.right, columns.output * settings.strides);
  const unit = Math.max(2, Math.floor(Math.min(room / widest, LARGEST / rows.input)));

  const largest = cell?.max.terms.find(({ value }) => value === cell.max.value)?.inputIndex;
  const [maxRow = 0, maxColumn = 0] = largest ?? [];
  const colour = source.name === PICTURE && inColour(source.outputShape);
  const input: PoolMapView = {
    colour,
    tensor: source.activation,
    map,
    domain,
    channel,
    cell: unit,
    padding,
    at: [Math.min(rows.input - 1, Math.max(0, top)), Math.min(columns.input - 1, Math.max(0, left))] as const,
    marks: [
      { top, left, bottom, right, strong: true },
      ...(largest
        ? [{ top: maxRow, left: maxColumn, bottom: maxRow + 1, right: maxColumn + 1, strong: false }]
        : []),
    ],
  };
  const pooled = {
    channel,
    at,
    padding: NO_PADDING,
    marks: [{ top: row, left: column, bottom: row + 1, right: column + 1, strong: true }],
    // As large as the windows they come from.
    cell: Math.min(unit * settings.strides, Math.floor(LARGEST / Math.max(rows.output, columns.output))),
  };
  const padded = padding.top + padding.bottom + padding.left + padding.right > 0;
  const shape = poolings.outputShape;
  return html`<div class="maps ${four ? '' : 'two'} ${stale ? 'stale' : ''}">
      ${figure(scene, 'input', say.inputMap, poolings.input.shape, input)}
      ${figure(scene, 'max', 'MaxPooling2D', shape, { ...pooled, tensor: poolings.view('max'), map, domain, colour })}
      ${figure(scene, 'average', 'AveragePooling2D', shape, { ...pooled, tensor: poolings.view('average'), map, domain, colour })}
      ${figure(scene, 'difference', say.difference, shape, { ...pooled, tensor: poolings.view('difference'), map: differenceMap, domain: difference })}
    </div>
    <div class="legend">
      ${legend(say.scale, map, domain)} ${legend(say.difference, differenceMap, difference)}
      ${padded ? html`<span><i class="hatched"></i>${say.hatched}</span>` : nothing}
    </div>
    ${
      cell
        ? poolingNumbers(cell, { rows: [top, bottom], columns: [left, right], channel }, { map, domain })
        : html`<div class="waiting">${busy()}</div>`
    }`;
}
