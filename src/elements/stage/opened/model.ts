// What an opened map shows: which input channels, the cells of everything, the tensors they are drawn from. From the
// session's views and its opened map; no DOM.

import type { OpenedShape } from '../../../draw/openedLayout';
import type { OpenedTensors, ShownPart } from '../../../draw/openedTiles';
import { PICTURE, pictureLayer, type DrawnLayer } from '../../../draw/stageTiles';
import type { CellExplanation, LayerView, OpenedMap, TrainFacade } from '../../../session/facade';
import { readsColourPicture } from '../../picture/pixels';
import { gridOfShape, placeOfInput } from './places';
import { partKey, partsOf, sumOf } from '../walk';

/** Input channels shown until more are asked for. */
export const PARTS_AT_FIRST = 8;
/** Units of a strip in one column. */
const STRIP_ROWS = 100;

export interface OpenedModel {
  readonly view: LayerView;
  /** The answer of the network: its classes are listed. */
  readonly last: boolean;
  readonly parts: readonly ShownPart[];
  /** `partKey` of each. */
  readonly keys: readonly string[];
  readonly hidden: number;
  readonly shape: OpenedShape;
  readonly tensors: OpenedTensors;
  /** The shape of what the parts are channels of. */
  readonly sourceShape: readonly number[];
}

/** The places among `reads` that are shown: all in their order, or those that add most where there are too many. */
export function placesShown(
  { reads, decomposed, strengths }: OpenedMap,
  all: boolean,
): readonly number[] | null {
  const places = reads.map((_, at) => at);
  if (reads.length <= PARTS_AT_FIRST) return places;
  if (decomposed && strengths.length !== reads.length) return null;
  const sorted = decomposed ? places.sort((a, b) => (strengths[b] ?? 0) - (strengths[a] ?? 0)) : places;
  return all ? sorted : sorted.slice(0, PARTS_AT_FIRST);
}

/** @param places of `reads` that are shown; null while their order is not known */
export function openedModel(
  session: TrainFacade,
  opened: OpenedMap,
  places: readonly number[] | null,
): OpenedModel | null {
  const view = session.layers.find(({ name }) => name === opened.layer);
  if (!view) return null;
  const drawn = (name: string): DrawnLayer | null =>
    session.layers.find((layer) => layer.name === name) ??
    (name === PICTURE || session.layers.length > 0 ? pictureLayer(session.input) : null);
  const parts = (places ?? []).flatMap((at): ShownPart[] => {
    const read = opened.reads[at];
    const source = read && drawn(read.source);
    return source ? [{ source, channel: read.channel, at, slice: read.slice }] : [];
  });
  const first = opened.reads[0];
  const source = first && drawn(first.source);
  if (!source) return null;
  const unit = view.outputShape.length === 1;
  const last = unit && view === session.layers.at(-1);
  const input = gridOfShape(source.outputShape);
  const sliced = first.slice !== null;
  const kernel =
    view.kernel && sliced
      ? { rows: view.kernel.shape[0] ?? 1, columns: view.kernel.shape[1] ?? 1 }
      : view.kernel?.shape.length === 2
        ? input
        : null;
  const units = view.outputShape[0] ?? 1;
  const columns = Math.ceil(units / STRIP_ROWS);
  const output = unit
    ? last
      ? ({ rows: units, columns: 1, form: 'answer' } as const)
      : ({ rows: Math.ceil(units / columns), columns, form: 'vector' } as const)
    : ({ ...gridOfShape(view.outputShape), form: 'maps' } as const);
  const shape: OpenedShape = {
    parts: Math.max(1, places?.length ?? Math.min(PARTS_AT_FIRST, opened.reads.length)),
    ...(source.name === PICTURE && readsColourPicture(session, view) ? { colour: true } : {}),
    input,
    kernel,
    product: opened.decomposed ? (unit ? input : gridOfShape(view.outputShape)) : null,
    sum: opened.decomposed && !unit ? gridOfShape(view.outputShape) : null,
    output,
  };
  return {
    view,
    last,
    parts,
    keys: parts.map(({ at }) => {
      const { input: of = 0, channel = 0 } = opened.reads[at] ?? {};
      return partKey({ input: of, channel });
    }),
    hidden: opened.reads.length - (places?.length ?? Math.min(PARTS_AT_FIRST, opened.reads.length)),
    shape,
    tensors: {
      layer: view,
      channel: opened.channel,
      parts,
      products: opened.products,
      sum: opened.sum,
      domain: opened.domain,
    },
    sourceShape: source.outputShape,
  };
}

/** Places in the explanation's terms that are of each shown part. */
export function termsOfParts(
  { keys, parts, sourceShape, view }: OpenedModel,
  { terms }: CellExplanation,
): readonly (readonly number[])[] {
  if (view.outputShape.length === 3) {
    const grouped = partsOf(terms);
    return keys.map((key) => grouped.get(key) ?? []);
  }
  const of = parts.map((): number[] => []);
  const rowOf = new Map(parts.map(({ channel }, row) => [channel, row]));
  terms.forEach(({ inputIndex }, at) => {
    const channel =
      inputIndex.length === 3 ? (inputIndex[2] ?? 0) : placeOfInput(sourceShape, inputIndex[0] ?? 0).channel;
    of[rowOf.get(channel) ?? -1]?.push(at);
  });
  return of;
}

/** What each shown part adds to the cell. */
export function partSums(model: OpenedModel, explanation: CellExplanation): readonly number[] {
  return termsOfParts(model, explanation).map((places) => sumOf(explanation.terms, places));
}
