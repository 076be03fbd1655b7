// The legend below each column: the colours of its maps and of its kernels, with the range they span. Where each map
// has a range of its own, the spread of these ranges; and that of the map pointed at. Below, how many of the numbers
// are none, if any.

import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from '../styleMap';
import {
  colourMap,
  cssGradient,
  cssHatch,
  type ColourMap,
  type Domain,
  type Theme,
} from '../../draw/colourMaps';
import type { PlacedColumn } from '../../draw/layout';
import { PICTURE, activationMap, type DrawnLayer } from '../../draw/stageTiles';
import type { Broken, LayerView } from '../../session/facade';
import { formatBound } from '../text/format';
import { locale } from '../locale';
import type { Pointed } from '../pointed';

/** A range as text: `0…4.2`, or `±1` where it reaches as far down as up. */
export function rangeText([low, high]: Domain, centred: boolean): string {
  if (centred) return `±${formatBound(Math.max(Math.abs(low), Math.abs(high)))}`;
  return `${formatBound(low)}…${formatBound(high)}`;
}

/** Several ranges with the same lower end: `0…0.5–2`, `±0.2–0.4`. */
export function spreadText(domains: readonly Domain[], centred: boolean): string {
  const highs = domains.map(([, high]) => high);
  const [least, most] = [Math.min(...highs), Math.max(...highs)];
  const first = rangeText([centred ? -least : 0, least], centred);
  return least === most ? first : `${first}–${formatBound(most)}`;
}

export interface Bar {
  readonly what: string;
  readonly map: ColourMap;
  /** Of all maps together, or one a map. */
  readonly domain: Domain;
  readonly own: readonly Domain[];
  /** The map pointed at, if it is in this column. */
  readonly pointed: number | null;
  /** The pixels above the bar. */
  readonly left: number;
  readonly right: number;
  /** Where a text wider than the bar may stick out: a kernel's bar has a map's at its right. */
  readonly side: 'both' | 'left' | 'right';
  readonly broken: Broken;
  readonly name: string;
  /** A second scale over the same range: of the same numbers in colour. */
  readonly also?: ColourMap | null;
}

/** What they are that are no numbers: `NaN`, `∞`, or both. */
export function brokenName({ nan, infinite }: Broken): string {
  const kinds = [...(nan > 0 ? ['NaN'] : []), ...(infinite > 0 ? ['∞'] : [])];
  return kinds.join(locale.words.colours.broken.or);
}

/** How many numbers are none, and how they are drawn. */
function brokenNote(found: Broken, theme: Theme): TemplateResult | typeof nothing {
  const { nan, infinite } = found;
  if (nan + infinite === 0) return nothing;
  const { broken } = locale.words.colours;
  const count = new Intl.NumberFormat(locale.language).format(nan + infinite);
  const title = `${brokenName(found)}: ${count}. ${broken.explained}`;
  return html`<span class="mono broken" title=${title}
    ><i .style=${styleMap({ background: cssHatch(theme) })}></i>${count}</span
  >`;
}

/** The range that a legend says. */
export function textOf({ map, domain, own, pointed }: Bar): string {
  const here = pointed === null ? undefined : own[pointed];
  if (here) return rangeText(here, map.centred);
  return own.length > 0 ? spreadText(own, map.centred) : rangeText(domain, map.centred);
}

function bar(given: Bar): TemplateResult {
  const { what, map, own, pointed, left, right, side, broken, name, also = null } = given;
  const { colours } = locale.words;
  const here = pointed === null ? undefined : own[pointed];
  const text = textOf(given);
  const ranges = colours.range(own.length > 0 && !here ? `${what}, ${colours.eachOwn}` : what, text);
  const title = also ? `${ranges}; ${colours.inColour(text)}` : ranges;
  const place = {
    both: { left: `${(left + right) / 2}px`, translate: '-50%' },
    left: { left: `${right}px`, translate: '-100%', justifyItems: 'end' },
    right: { left: `${left}px`, justifyItems: 'start' },
  }[side];
  return html`<div
    class="scale ${here ? 'pointed' : ''}"
    .style=${styleMap(place)}
    title=${title}
    data-testid="scale-bar"
    data-of=${name}
  >
    ${also ? html`<i class="also" .style=${styleMap({ background: cssGradient(also), width: `${right - left}px` })}></i>` : nothing}<i
      .style=${styleMap({ background: cssGradient(map), width: `${right - left}px` })}
    ></i
    ><span class="mono">${text}</span>${brokenNote(broken, map.theme)}
  </div>`;
}

const SOUND: Broken = { nan: 0, infinite: 0 };
const BAR = { least: 26, most: 64 };

type Layers = readonly (DrawnLayer & Partial<Pick<LayerView, 'broken'>>)[];

export function scaleBars(
  column: PlacedColumn,
  layers: Layers,
  theme: Theme,
  pointed: Pointed | null,
): TemplateResult[] {
  const layer = layers.find(({ name }) => name === column.layer.name);
  const tile = column.tiles[0];
  if (!layer || !tile) return [];
  if (column.layer.form === 'answer') {
    const note = brokenNote((layer.broken ?? { activation: SOUND }).activation, theme);
    return note === nothing
      ? []
      : [html`<div class="scale" .style=${styleMap({ left: `${tile.x}px` })}>${note}</div>`];
  }
  return barsOf(column, layers, theme, pointed).map(bar);
}

/** The legends of a column's maps and kernels; the answer has none. */
export function barsOf(
  column: PlacedColumn,
  layers: Layers,
  theme: Theme,
  pointed: Pointed | null,
): readonly Bar[] {
  const { colours } = locale.words;
  const layer = layers.find(({ name }) => name === column.layer.name);
  const tile = column.tiles[0];
  if (!layer || !tile || column.layer.form === 'answer') return [];
  const broken = layer.broken ?? { activation: SOUND, kernel: SOUND };
  const here = pointed?.layer === layer.name ? (pointed.index[2] ?? null) : null;
  const slices = column.slices.filter(({ channel }) => channel === 0);
  const first = slices[0];
  const wide = Math.min(BAR.most, Math.max(BAR.least, tile.width));
  const middle = tile.x + tile.width / 2;
  const bars: Bar[] = [
    {
      what: layer.name === PICTURE ? colours.pixels : colours.activations,
      map: activationMap(layer, theme),
      domain: layer.activationDomain,
      own: layer.channelDomains?.activation ?? [],
      pointed: here,
      left: first ? tile.x : middle - wide / 2,
      right: first ? tile.x + Math.min(BAR.most, tile.width) : middle + wide / 2,
      side: first ? 'right' : 'both',
      broken: broken.activation,
      name: layer.name,
    },
  ];
  if (first) {
    const right = Math.max(...slices.map(({ x, width }) => x + width));
    bars.push({
      what: colours.weights,
      map: colourMap('weight', theme),
      domain: layer.kernelDomain,
      own: layer.channelDomains?.kernel ?? [],
      pointed: here,
      left: Math.max(first.x, right - BAR.most),
      right,
      side: 'left',
      broken: broken.kernel,
      name: `${layer.name}/kernel`,
      also: column.layer.kernel?.colour ? colourMap('pixels', theme) : null,
    });
  }
  return bars;
}
