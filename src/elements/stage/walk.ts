// A walk through a map, beat by beat: the window moves to a cell, its parts are added one after another, the bias, the
// activation, then the next cell. Pure: no DOM, no clock. The numbers are those of the session's explanation of the
// cell; a beat holds what is added at it and what the sum is after it.

import type { CellExplanation } from '../../session/facade';
import { softmaxShares } from '../arithmetic/softmaxShares';

/** Parts of a sum that get a beat each; what is left is added in one. */
export const PARTS_SHOWN = 8;
/** Numbers of a window that get a beat each, where one is picked or a mean is taken. */
const WINDOW_SHOWN = 16;

export type Beat =
  /** The window lies over the numbers that count. */
  | { readonly kind: 'window' }
  /** One input channel's products, or one product of a unit. `terms` are places in the explanation's terms. */
  | {
      readonly kind: 'part';
      /** Which channel it is of, as `partKey` says; null for single numbers of a unit. */
      readonly part: string | null;
      readonly terms: readonly number[];
      readonly value: number;
      readonly running: number;
    }
  /** Whatever has no beat of its own, at once. */
  | { readonly kind: 'rest'; readonly count: number; readonly value: number; readonly running: number }
  | { readonly kind: 'bias'; readonly value: number; readonly running: number }
  /** One number of a window of which the maximum is taken. */
  | {
      readonly kind: 'compare';
      readonly terms: readonly number[];
      readonly value: number;
      readonly running: number;
      /** It is the largest so far. */
      readonly taken: boolean;
    }
  /** One number of a window that is averaged. */
  | {
      readonly kind: 'gather';
      readonly terms: readonly number[];
      readonly value: number;
      readonly running: number;
    }
  | { readonly kind: 'divide'; readonly count: number; readonly sum: number; readonly running: number }
  /** The largest score m, which is taken from all. */
  | { readonly kind: 'largest'; readonly unit: number; readonly running: number }
  /** e^(score − m) of one class; `running` is the sum of those so far. */
  | {
      readonly kind: 'exponential';
      readonly unit: number;
      readonly score: number;
      readonly largest: number;
      readonly value: number;
      readonly running: number;
    }
  /** One class's share of all exponentials. */
  | {
      readonly kind: 'quotient';
      readonly unit: number;
      readonly exponential: number;
      readonly total: number;
      readonly running: number;
    }
  /** The number that the cell holds. */
  | {
      readonly kind: 'result';
      readonly activation: string;
      readonly sum: number;
      readonly running: number;
    };

type Term = CellExplanation['terms'][number];

/** The name of the input channel that a term is of: `input channel`. */
export const partKey = ({ input, channel }: { input: number; channel: number }): string =>
  `${input} ${channel}`;

const product = ({ value, weight }: Term): number => value * (weight ?? 1);

/** Terms by input channel, in the order in which channels come first. */
export function partsOf(terms: readonly Term[]): ReadonlyMap<string, readonly number[]> {
  const parts = new Map<string, number[]>();
  terms.forEach(({ input, inputIndex }, at) => {
    const key = partKey({ input, channel: inputIndex[2] ?? 0 });
    const known = parts.get(key);
    if (known) known.push(at);
    else parts.set(key, [at]);
  });
  return parts;
}

/** The sum of the products at these places. */
export function sumOf(terms: readonly Term[], places: readonly number[]): number {
  return places.reduce((sum, at) => {
    const term = terms[at];
    return term ? sum + product(term) : sum;
  }, 0);
}

/** A convolution goes channel by channel; a unit by its largest products. */
function sumBeats({ terms, bias, index }: CellExplanation, order: readonly string[]): Beat[] {
  const grouped = partsOf(terms);
  const groups: { part: string | null; places: readonly number[] }[] =
    index.length === 3
      ? [...new Set([...order, ...grouped.keys()])].flatMap((part) => {
          const places = grouped.get(part);
          return places ? [{ part, places }] : [];
        })
      : terms
          .map((term, at) => ({ part: null, places: [at], size: Math.abs(product(term)) }))
          .sort((a, b) => b.size - a.size);
  // A channel that the view shows has a beat, however many it shows.
  const shown = index.length === 3 && order.length > 0 ? order.length : PARTS_SHOWN;
  const beats: Beat[] = [];
  let running = 0;
  for (const { part, places } of groups.slice(0, shown)) {
    const value = sumOf(terms, places);
    running += value;
    beats.push({ kind: 'part', part, terms: places, value, running });
  }
  const rest = groups.slice(shown);
  if (rest.length > 0) {
    const value = rest.reduce((sum, { places }) => sum + sumOf(terms, places), 0);
    running += value;
    beats.push({ kind: 'rest', count: rest.length, value, running });
  }
  if (bias !== null) beats.push({ kind: 'bias', value: bias, running: running + bias });
  return beats;
}

function maxBeats({ terms }: CellExplanation): Beat[] {
  const inside = terms.flatMap(({ padded, value }, at) => (padded ? [] : [{ at, value }]));
  let running = -Infinity;
  const beats: Beat[] = inside.slice(0, WINDOW_SHOWN).map(({ at, value }) => {
    const taken = value > running;
    running = Math.max(running, value);
    return { kind: 'compare', terms: [at], value, running, taken };
  });
  const rest = inside.slice(WINDOW_SHOWN).map(({ value }) => value);
  if (rest.length > 0) {
    const value = Math.max(...rest);
    beats.push({ kind: 'rest', count: rest.length, value, running: Math.max(running, value) });
  }
  return beats;
}

function meanBeats({ terms }: CellExplanation): Beat[] {
  const inside = terms.flatMap(({ padded, value }, at) => (padded ? [] : [{ at, value }]));
  let running = 0;
  const beats: Beat[] = inside.slice(0, WINDOW_SHOWN).map(({ at, value }) => {
    running += value;
    return { kind: 'gather', terms: [at], value, running };
  });
  const rest = inside.slice(WINDOW_SHOWN);
  if (rest.length > 0) {
    const value = rest.reduce((sum, one) => sum + one.value, 0);
    running += value;
    beats.push({ kind: 'rest', count: rest.length, value, running });
  }
  return [...beats, { kind: 'divide', count: inside.length, sum: running, running: running / inside.length }];
}

function softmaxBeats({ softmax, index }: CellExplanation): Beat[] {
  if (!softmax) return [];
  const { largest, largestAt, total, classes } = softmaxShares(softmax);
  let sum = 0;
  const exponentials = classes.map(({ score, exponential }, unit): Beat => {
    sum += exponential;
    return { kind: 'exponential', unit, score, largest, value: exponential, running: sum };
  });
  const unit = index.at(-1) ?? 0;
  const { exponential = NaN, share = NaN } = classes[unit] ?? {};
  return [
    { kind: 'largest', unit: largestAt, running: largest },
    ...exponentials,
    { kind: 'quotient', unit, exponential, total, running: share },
  ];
}

/**
 * What happens at a cell, in order. The last beat's `running` is the number that the cell holds.
 * @param order channels that are added first, in this order (`partKey`)
 */
export function beatsOf(explanation: CellExplanation, order: readonly string[] = []): readonly Beat[] {
  const { rule, activation, sum, value, terms } = explanation;
  const softmax = softmaxBeats(explanation);
  const result: Beat = { kind: 'result', activation, sum, running: value };
  switch (rule) {
    case 'sum':
      return terms.length === 0
        ? [...softmax, result]
        : [
            { kind: 'window' },
            ...sumBeats(explanation, order),
            ...softmax,
            ...(explanation.softmax ? [] : [result]),
          ];
    case 'max':
      return [{ kind: 'window' }, ...maxBeats(explanation), result];
    case 'mean':
      return [{ kind: 'window' }, ...meanBeats(explanation)];
    case 'other':
      return explanation.softmax
        ? softmax
        : [...(terms.length > 0 ? [{ kind: 'window' } as const] : []), result];
    default:
      rule satisfies never;
      return [];
  }
}

/** Where a walk is. Cells follow each other row by row; units one after another. */
export class Walk {
  /** The beat that happens now; null: at rest, with everything shown. */
  beat: number | null = null;
  #beats: readonly Beat[] = [];

  /**
   * @param shape of the layer's output: [rows, columns, channels] or [units]
   * @param index of the cell it begins at
   * @param grain `cell`: every step is a cell, and shows what came out
   */
  constructor(
    readonly shape: readonly number[],
    public index: readonly number[],
    readonly grain: 'beat' | 'cell' = 'beat',
  ) {}

  /** The beats of the cell; empty until they are known. */
  get beats(): readonly Beat[] {
    return this.#beats;
  }

  /** What happens now; null at rest and while the cell's numbers are not known. */
  get now(): Beat | null {
    return this.beat === null ? null : (this.#beats[this.beat] ?? null);
  }

  /** The cell is on its way: its numbers are not known yet. */
  get waiting(): boolean {
    return this.#beats.length === 0;
  }

  /** Nothing comes after. */
  get atEnd(): boolean {
    return (
      this.#cellAt(1) === null && this.beat !== null && !this.waiting && this.beat >= this.#beats.length - 1
    );
  }

  get atStart(): boolean {
    return this.#cellAt(-1) === null && (this.beat === null || this.beat === 0 || this.grain === 'cell');
  }

  /** The numbers of the cell. They may come again while the network trains. */
  know(beats: readonly Beat[]): void {
    this.#beats = beats;
    if (this.beat === null || beats.length === 0) return;
    const last = beats.length - 1;
    this.beat = this.grain === 'cell' ? last : Math.min(this.beat, last);
  }

  /** Rests at a cell. */
  restAt(index: readonly number[]): void {
    if (String(index) !== String(this.index)) this.#beats = [];
    this.index = index;
    this.beat = null;
  }

  /** One beat on; from rest, the first of this cell. Stays where it is at the end, and while numbers are on their way. */
  step(): void {
    if (this.grain === 'beat' && this.waiting) {
      this.beat ??= 0;
      return;
    }
    if (this.grain === 'beat') {
      const next = this.beat === null ? 0 : this.beat + 1;
      if (next < this.#beats.length) {
        this.beat = next;
        return;
      }
    }
    const cell = this.#cellAt(1);
    if (cell) this.#enter(cell, 0);
  }

  /** One beat back; before the first, the last of the cell before. */
  back(): void {
    if (this.grain === 'beat' && this.beat !== null && this.beat > 0 && Number.isFinite(this.beat)) {
      this.beat--;
      return;
    }
    if (this.grain === 'beat' && this.beat === null && this.#beats.length > 1) {
      // From rest the whole cell has been shown.
      this.beat = this.#beats.length - 1;
      return;
    }
    const cell = this.#cellAt(-1);
    if (cell) this.#enter(cell, Infinity);
  }

  #enter(index: readonly number[], beat: number): void {
    this.index = index;
    this.beat = beat;
    this.#beats = [];
  }

  #cellAt(by: 1 | -1): readonly number[] | null {
    if (this.shape.length === 1) {
      const unit = (this.index[0] ?? 0) + by;
      return unit >= 0 && unit < (this.shape[0] ?? 0) ? [unit] : null;
    }
    const [rows = 1, columns = 1] = this.shape;
    const [row = 0, column = 0, channel = 0] = this.index;
    const at = row * columns + column + by;
    return at >= 0 && at < rows * columns ? [Math.floor(at / columns), at % columns, channel] : null;
  }
}
