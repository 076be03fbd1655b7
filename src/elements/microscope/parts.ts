// What the panels of the microscope share: what they are given, tiles, steppers, legends.

import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from '../styleMap';
import { colourMap, cssGradient, type ColourMap, type Domain, type Theme } from '../../draw/colourMaps';
import { rangeText } from '../stage/scaleBars';
import { mapSlice, vectorSlice, type Slice } from '../../draw/slices';
import { activationMap, inColour, PICTURE } from '../../draw/stageTiles';
import type { Messages } from '../locale';
import type { LayerView, TrainFacade } from '../../session/facade';
import type { LayerStepView, StepView, ParameterName } from '../../inspect/microscope/microscope';
import { pictureView, type TileView } from '../canvas/tileCanvas';

type TensorView = TileView['tensor'];

export interface Chosen {
  readonly layer: string;
  /** Channel or unit of the layer's output. */
  readonly filter: number;
  /** Channel of its input; of a vector the number of the input. */
  readonly slice: number;
  /** [row, column] in the kernel. */
  readonly place: readonly [number, number];
}

/** The place of the chosen number in the layer's `weight` or `bias`. */
export function placeIn(
  layer: LayerStepView,
  { filter, slice, place }: Chosen,
  parameter: ParameterName,
): readonly number[] {
  if (parameter === 'bias') return [filter];
  return layer.weight?.before.shape.length === 4 ? [place[0], place[1], slice, filter] : [slice, filter];
}

/** The filter of a layer that is looked at: the one chosen, else the third, as the page points at on arrival. */
export function filterIn(filters: ReadonlyMap<string, number>, { name, outputShape }: LayerStepView): number {
  return Math.min(filters.get(name) ?? 2, (outputShape.at(-1) ?? 1) - 1);
}

/** A vector folded so that it is about as tall as wide. */
export const foldOf = (units: number): number => Math.max(1, Math.ceil(Math.sqrt(units / 2)));

/** One channel of a map, or a vector folded. */
export function slicesOf(tensor: TensorView, channels: readonly number[]): readonly Slice[] {
  const [units = 1] = tensor.shape;
  return tensor.shape.length === 3
    ? channels.map((channel) => mapSlice(tensor, channel))
    : [vectorSlice(tensor, foldOf(units))];
}

export function tiles(
  tensor: TensorView,
  slices: readonly Slice[],
  map: ColourMap,
  domain: Domain,
  {
    across = 1,
    mark = null,
    chosen = null,
    kind = 'cells',
  }: Partial<Pick<TileView, 'across' | 'mark' | 'chosen' | 'kind'>> = {},
): TileView {
  return { tensor, slices, map, domain, across, mark, chosen, kind };
}

/** The rectangle of one cell. */
export const cellMark = (row: number, column: number): NonNullable<TileView['mark']> => ({
  top: row,
  left: column,
  bottom: row + 1,
  right: column + 1,
});

/** What a layer reads: its tensor, its gradient and its colours. */
export interface InputView {
  readonly name: string;
  readonly tensor: TensorView;
  readonly gradient: TensorView | null;
  readonly gradientDomain: Domain;
  readonly map: ColourMap;
  readonly domain: Domain;
}

export function inputOf(session: TrainFacade, step: StepView, layer: LayerStepView, theme: Theme): InputView {
  const found = step.layers.find(({ name }) => name === layer.inputs[0]);
  const view = session.layers.find(({ name }) => name === found?.name);
  if (!found || !view) {
    return {
      name: PICTURE,
      tensor: step.picture,
      gradient: step.pictureGradient,
      gradientDomain: step.pictureDomain,
      map: colourMap('pixels', theme),
      domain: [0, 1],
    };
  }
  return {
    name: found.name,
    tensor: found.activation,
    gradient: found.gradient,
    gradientDomain: found.gradientDomain,
    map: activationMap(view, theme),
    domain: view.activationDomain,
  };
}

export const viewOf = (session: TrainFacade, name: string): LayerView | undefined =>
  session.layers.find((layer) => layer.name === name);

/** A unit of a layer that is silenced now. */
export const isSilenced = (session: TrainFacade, layer: string, unit: number): boolean =>
  session.editing.silenced.some((one) => one.layer === layer && one.unit === unit);

/** The legend of a colour map: its colours and its range. */
export function legend(map: ColourMap, domain: Domain, width = 48): TemplateResult {
  return html`<span class="legend"
    ><i .style=${styleMap({ background: cssGradient(map), width: `${width}px` })}></i
    >${rangeText(domain, map.centred)}</span
  >`;
}

/** The picture in its colours, where it is what a layer reads one channel of. */
export function colourPicture(
  { name, tensor, map }: InputView,
  mark: TileView['mark'],
): TemplateResult | typeof nothing {
  return name === PICTURE && inColour(tensor.shape)
    ? html`<cs-tiles class="one" .view=${pictureView(tensor, map.theme, mark)}></cs-tiles>`
    : nothing;
}

/** Which channel of a colour picture it is; nothing for other inputs. */
export function channelOf({ name, tensor }: InputView, slice: number, { colours }: Messages): string {
  return name === PICTURE && inColour(tensor.shape) ? ` · ${colours.channels[slice] ?? ''}` : '';
}

/** A number that is chosen among `count`, counted from 1 for the reader. */
export function chooser(
  label: string,
  value: number,
  count: number,
  choose: (value: number) => void,
  testId = '',
): TemplateResult | typeof nothing {
  if (count <= 1) return nothing;
  return html`<label class="chooser"
    ><span>${label}</span
    ><input
      type="number"
      min="1"
      max=${count}
      .value=${String(value + 1)}
      data-testid=${testId}
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        const to = Math.min(count, Math.max(1, Math.round(Number(input.value) || 1)));
        input.value = String(to);
        choose(to - 1);
      }}
    /><span class="of">/ ${count}</span></label
  >`;
}
