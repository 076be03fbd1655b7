// What a beat of a walk says: one plain line, with its numbers.

import type { CellExplanation } from '../../train/facade';
import { formatNumber, formatPercent, formatShort } from '../format';
import type { Messages } from '../locale';
import type { Beat } from './walk';

/** Names as in formulas; others as Keras writes them. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  relu6: 'ReLU6',
  leakyRelu: 'LeakyReLU',
  elu: 'ELU',
};
export const functionName = (activation: string): string => FUNCTIONS[activation] ?? activation;

export interface CaptionOf {
  readonly beat: Beat;
  readonly explanation: CellExplanation;
  /** Input channels that the cell reads. */
  readonly maps: number;
  /** The number by which a channel is called; 1-based. */
  readonly nameOf: (part: string) => number;
}

/** Rows and columns of the window that a cell reads, such as `5×5`; null for a unit, which reads all. */
function windowText({ index, terms }: CellExplanation): string | null {
  if (index.length !== 3) return null;
  const along = (axis: 0 | 1): number => new Set(terms.map(({ inputIndex }) => inputIndex[axis])).size;
  return `${along(0)}×${along(1)}`;
}

export function captionOf({ beat, explanation, maps, nameOf }: CaptionOf, words: Messages): string {
  const { say } = words.opened;
  const n = formatNumber;
  switch (beat.kind) {
    case 'window': {
      const window = windowText(explanation);
      return window === null ? say.all(explanation.terms.length) : say.window(window, maps);
    }
    case 'part': {
      if (beat.part !== null)
        return maps === 1
          ? say.only(n(beat.value))
          : say.part(nameOf(beat.part), n(beat.value), n(beat.running));
      const term = explanation.terms[beat.terms[0] ?? 0];
      return term?.weight === null || term === undefined
        ? say.plain(n(beat.value), n(beat.running))
        : say.term(n(term.value), n(term.weight), n(beat.value), n(beat.running));
    }
    case 'rest':
      return say.rests(beat.count, n(beat.value), n(beat.running));
    case 'bias':
      return say.bias(n(beat.value), n(beat.running));
    case 'compare':
      return beat.taken ? say.taken(n(beat.value)) : say.left(n(beat.value), n(beat.running));
    case 'gather':
      return say.gather(n(beat.value), n(beat.running));
    case 'divide':
      return say.divide(n(beat.sum), beat.count, n(beat.running));
    case 'largest':
      return say.greatest(n(beat.running), String(beat.unit));
    case 'exponential':
      return say.exponential(
        String(beat.unit),
        `${n(beat.score)} − ${beat.largest < 0 ? `(${n(beat.largest)})` : n(beat.largest)}`,
        formatShort(beat.value),
        formatShort(beat.running),
      );
    case 'quotient':
      return say.quotient(
        String(beat.unit),
        formatShort(beat.exponential),
        formatShort(beat.total),
        formatPercent(beat.running),
      );
    case 'result': {
      if (explanation.rule === 'max') return say.largest(n(beat.running));
      if (beat.activation === 'relu') return beat.sum < 0 ? say.cut(n(beat.sum)) : say.kept(n(beat.running));
      if (beat.activation === 'linear' || beat.activation === '') return say.result(n(beat.running));
      return say.bent(functionName(beat.activation), n(beat.sum), n(beat.running));
    }
    default:
      beat satisfies never;
      return '';
  }
}
