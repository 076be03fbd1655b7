// What the parts of the gallery share: how a layer is painted, which layers have room in a drawing, and large numbers in
// few letters.

import type { Language } from '../locale';
import type { ShownLayer, ShownNetwork } from '../../inspect/gallery';

/** How a layer holds its weights: one kernel for a whole map, one weight for every connection, or none. */
export type Holding = 'shared' | 'row' | 'plain';
export const HOLDINGS: readonly Holding[] = ['shared', 'row', 'plain'];

export function holdingOf({ parameters, shape }: Pick<ShownLayer, 'parameters' | 'shape'>): Holding {
  if (parameters === 0) return 'plain';
  return shape.length > 1 ? 'shared' : 'row';
}

/** A block of a drawing: a layer, or the picture. */
export interface DrawnLayer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly holding: Holding;
}

/** The name of the picture's block. */
export const PICTURE_BLOCK = 'input';

/** The picture, and all layers that do more than pass numbers on. */
export function drawnLayers({ input, layers }: ShownNetwork): readonly DrawnLayer[] {
  return [
    { name: PICTURE_BLOCK, shape: input, holding: 'plain' },
    ...layers
      .filter(({ passes }) => !passes)
      .map((layer) => ({ name: layer.name, shape: layer.shape, holding: holdingOf(layer) })),
  ];
}

const formats = new Map<
  Language,
  { readonly compact: Intl.NumberFormat; readonly whole: Intl.NumberFormat }
>();

/** Kept: a format takes a hundred times as long to make as to use. */
function formatsOf(language: Language): {
  readonly compact: Intl.NumberFormat;
  readonly whole: Intl.NumberFormat;
} {
  let known = formats.get(language);
  if (known === undefined) {
    const digits = { minimumSignificantDigits: 4, maximumSignificantDigits: 4 } as const;
    known = {
      compact: new Intl.NumberFormat(language, { notation: 'compact', ...digits }),
      whole: new Intl.NumberFormat(language),
    };
    formats.set(language, known);
  }
  return known;
}

/** `138.4M`, `1.384億`; short numbers whole. */
export function few(value: number, language: Language): string {
  const { whole, compact } = formatsOf(language);
  return (value < 10_000 ? whole : compact).format(value);
}

/** `138,357,544`. */
export const every = (value: number, language: Language): string => formatsOf(language).whole.format(value);

/** A share in two or three digits: `74.3 %`, `0.001 %`. */
export function shareText(part: number): string {
  const percent = part * 100;
  if (percent === 0) return '0 %';
  const digits = percent >= 10 ? 1 : percent >= 1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(percent)));
  return `${percent.toFixed(digits)} %`;
}

/** `0.42 ms`, `312 ms`, `4.18 s`. */
export function timeText(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`;
  return `${ms >= 100 ? ms.toFixed(0) : ms >= 1 ? ms.toPrecision(3) : ms.toFixed(2)} ms`;
}

/** One layer is pointed at, in the drawing, the bars and the table; null: none. */
export class PointLayerEvent extends Event {
  static readonly type = 'cs-gallery-point';
  constructor(readonly layer: string | null) {
    super(PointLayerEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    [PointLayerEvent.type]: PointLayerEvent;
  }
}
