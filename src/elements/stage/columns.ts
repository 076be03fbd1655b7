// What lies over the canvas, column by column: a frame for each map, which can be focused, walked by arrow keys and read
// aloud; the bars of the answer; buttons for more maps and for opening one; names above.

import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from '../styleMap';
import { DIGIT_WIDTH, WHOLE, type PlacedColumn, type PlacedTile, type Rect } from '../../draw/layout';
import type { Screen } from '../../draw/screen';
import type { DrawnLayer } from '../../draw/stageTiles';
import type { LayerView, StageFacade } from '../../session/facade';
import { formatShape } from '../text/format';
import { icons } from '../controls/icons';
import { lock } from '../controls/lock';
import type { Messages } from '../locale';
import { activationName } from '../network/arithmetic';
import { tileOf, type Pointed } from '../pointed';
import './answers';
import { headerName } from './columnHeader';
import { shaderChip } from './shaderChip';

/** What the columns are made from, and what is done with them. */
export interface ColumnScene {
  readonly session: StageFacade | null;
  readonly screen: Screen | null;
  readonly drawn: readonly DrawnLayer[];
  readonly pointed: Pointed | null;
  /** Whether maps can be opened. */
  readonly opens: boolean;
  readonly words: Messages;
  readonly focused: (event: FocusEvent, pointed: Pointed) => void;
  readonly key: (event: KeyboardEvent, pointed: Pointed, shape: readonly number[]) => void;
  readonly toggle: (layer: string) => void;
  readonly open: (pointed: Pointed) => void;
}

const placed = ({ x, y, width, height }: Rect): string =>
  `left: ${x}px; top: ${y}px; width: ${width}px; height: ${height}px`;

function viewOf({ session }: ColumnScene, { layer: { name } }: PlacedColumn): LayerView | undefined {
  return session?.layers.find((layer) => layer.name === name);
}

/** The cell of a tile that the keys start from: the one pointed at, else the middle. */
function cellOf(layer: DrawnLayer, channel: number, here: readonly number[] | null): readonly number[] {
  const [rows = 1, columns] = layer.outputShape;
  if (here) return here;
  return columns === undefined ? [0] : [Math.floor(rows / 2), Math.floor(columns / 2), channel];
}

function tile(scene: ColumnScene, column: PlacedColumn, at: PlacedTile, layer: DrawnLayer): TemplateResult {
  const { session, words, opens, focused, key } = scene;
  const { form, channels } = column.layer;
  const { channel } = at;
  const shape = layer.outputShape;
  const vector = shape.length === 1;
  const pointed = scene.pointed?.layer === layer.name ? scene.pointed.index : null;
  const whole = channel === WHOLE;
  const here = scene.pointed && pointed && (vector || tileOf(scene.pointed) === channel) ? pointed : null;
  const index = cellOf(layer, whole ? 0 : channel, here);
  const cell: Pointed = { layer: layer.name, index, slice: null, ...(whole ? { whole } : {}) };
  const [row = 0, across = 0] = index;
  const className = viewOf(scene, column)?.className ?? words.stage.input;
  const label =
    form === 'picture'
      ? column.layer.colour && !whole
        ? words.stage.channelLabel(words.colours.channels[channel] ?? '', column.rows, column.columns)
        : words.stage.pictureLabel(column.rows, column.columns)
      : vector
        ? words.stage.stripLabel(className, channels)
        : words.stage.mapLabel(className, channel + 1, column.rows, column.columns);
  const silent =
    !vector && session?.editing?.silenced.some((one) => one.layer === layer.name && one.unit === channel);
  // One tab stop a column: the tile pointed at, else the first.
  const stop = pointed ? here !== null : channel === (column.tiles[0]?.channel ?? 0);
  const id = `at-${layer.name}-${channel}`;
  return html`<div
    class="tile ${form} ${here ? 'pointed' : ''}"
    .style=${placed(at)}
    role="grid"
    tabindex=${stop ? 0 : -1}
    aria-label=${silent ? words.stage.silenced(label) : label}
    aria-description=${form === 'picture' || !opens ? words.stage.keys : `${words.stage.keys} ${words.opened.openKey}`}
    aria-rowcount=${vector ? channels : column.rows}
    aria-colcount=${vector ? 1 : column.columns}
    aria-activedescendant=${id}
    data-testid="tile"
    data-layer=${layer.name}
    data-channel=${channel}
    @focus=${(event: FocusEvent) => focused(event, cell)}
    @keydown=${(event: KeyboardEvent) => key(event, cell, shape)}
  >
    <div role="row" aria-rowindex=${row + 1}>
      <div
        role="gridcell"
        id=${id}
        aria-colindex=${vector ? 1 : across + 1}
        aria-label=${vector ? words.stage.unit(row + 1) : words.stage.cell(row + 1, across + 1)}
      ></div>
    </div>
  </div>`;
}

function answers({ pointed }: ColumnScene, column: PlacedColumn): TemplateResult {
  const { name, channels, order, namesWidth } = column.layer;
  return html`<cs-answers
    .style=${column.tiles[0] ? placed(column.tiles[0]) : nothing}
    .classes=${channels}
    .shown=${order ?? null}
    .layer=${name}
    .namesWidth=${namesWidth ?? DIGIT_WIDTH}
    .pointed=${pointed?.layer === name ? (pointed.index[0] ?? null) : null}
  ></cs-answers>`;
}

/** At the corner of the map pointed at: what a second click does, in sight. It stays below the column's header. */
function openButton(scene: ColumnScene, column: PlacedColumn): TemplateResult | typeof nothing {
  const { pointed, opens, words, open } = scene;
  const view = viewOf(scene, column);
  if (!view || !opens || pointed?.layer !== view.name) return nothing;
  const vector = view.outputShape.length === 1;
  const at = column.tiles.find((one) => vector || one.channel === pointed.index[2]);
  if (!at) return nothing;
  const { inspector, opened } = words;
  const what = vector
    ? inspector.at.unit(view.className, (pointed.index[0] ?? 0) + 1)
    : inspector.at.map(view.className, at.channel + 1);
  return html`<button
    class="open icon"
    .style=${styleMap({ left: `${at.x + at.width - 5}px`, top: `${Math.max(at.y - 15, -7)}px` })}
    tabindex="-1"
    aria-label=${opened.open(what)}
    title=${opened.open(what)}
    data-testid="open-map"
    @click=${() => open(pointed)}
  >
    ${icons.open(12)}
  </button>`;
}

/** Below a column that does not show all its maps, or could show fewer. */
function moreButton(scene: ColumnScene, column: PlacedColumn): TemplateResult | typeof nothing {
  const { words, toggle } = scene;
  const { hidden, most } = column;
  const { name, form, channels, expanded } = column.layer;
  if (hidden === 0 && !(expanded && form === 'maps' && channels > most)) return nothing;
  const className = viewOf(scene, column)?.className ?? words.stage.input;
  return html`<button
    class="more plain"
    .style=${styleMap({ left: `${column.x + column.width / 2}px`, top: `${column.y + column.height + 4}px` })}
    aria-expanded=${expanded ? 'true' : 'false'}
    aria-label=${expanded ? words.stage.fewerOf(className) : words.stage.moreOf(hidden, className)}
    data-testid="more"
    @click=${() => toggle(name)}
  >
    ${expanded ? words.stage.fewer : words.stage.more(hidden)}
  </button>`;
}

export function columnParts(scene: ColumnScene, column: PlacedColumn): TemplateResult | typeof nothing {
  const layer = scene.drawn.find(({ name }) => name === column.layer.name);
  if (!layer) return nothing;
  return html`${column.tiles.map((at) => tile(scene, column, at, layer))} ${openButton(scene, column)}
  ${column.layer.form === 'answer' ? answers(scene, column) : nothing}
  ${column.tiles.length > 0 ? moreButton(scene, column) : nothing}`;
}

/** The layer and its output shape, above its column. */
export function columnHeader(scene: ColumnScene, column: PlacedColumn): TemplateResult {
  const { drawn, pointed, words } = scene;
  const { name, form } = column.layer;
  const view = viewOf(scene, column);
  const text =
    form === 'picture'
      ? words.stage.input
      : form === 'answer'
        ? words.stage.answer
        : headerName(view?.className ?? '');
  const shape = drawn.find((layer) => layer.name === name)?.outputShape ?? [];
  const activation = form === 'answer' && view ? activationName(view) : '';
  return html`<div
    class="header ${pointed?.layer === name ? 'pointed' : ''}"
    .style=${styleMap({ left: `${column.x + column.width / 2}px` })}
    title=${form === 'picture' ? nothing : name}
  >
    <span class=${form === 'maps' || form === 'vector' ? 'name mono' : 'name'}>${text}</span
    ><span class="shape mono"
      >${view?.frozen ? lock(10) : nothing}${activation ? `${activation}, ` : ''}${formatShape(shape)}</span
    >
    ${shaderChip(scene.session, name, words)}
  </div>`;
}
