// What a beat of a walk says: one plain line, with its numbers.

import type { CellExplanation, StageFacade } from '../../session/facade';
import { equation, equationText } from '../arithmetic/equation';
import { formatNumber, formatShort } from '../text/format';
import { added, product } from '../arithmetic/lines';
import type { Messages } from '../locale';
import { className, classWords } from '../text/classes';
import { exponentialLine, formatScore, shareLine } from '../arithmetic/softmaxShares';
import type { Beat } from './walk';

/** Names as in formulas; others as Keras writes them. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  relu6: 'ReLU6',
  leakyRelu: 'LeakyReLU',
  elu: 'ELU',
  silu: 'SiLU',
  gelu: 'GELU',
  geluTanh: 'GELU',
  selu: 'SELU',
};
export const functionName = (activation: string): string => FUNCTIONS[activation] ?? activation;

export interface CaptionOf {
  readonly beat: Beat;
  readonly explanation: CellExplanation;
  /** Input channels that the cell reads. */
  readonly maps: number;
  /** The number by which a channel is called; 1-based. */
  readonly nameOf: (part: string) => number;
  /** For the names of the classes; digits without it. */
  readonly session?: Pick<StageFacade, 'classNames'> | null;
}

/** Rows and columns of the window that a cell reads, such as `5×5`; null for a unit, which reads all. */
function windowText({ index, terms }: CellExplanation): string | null {
  if (index.length !== 3) return null;
  const along = (axis: 0 | 1): number => new Set(terms.map(({ inputIndex }) => inputIndex[axis])).size;
  return `${along(0)}×${along(1)}`;
}

export function captionOf(
  { beat, explanation, maps, nameOf, session = null }: CaptionOf,
  words: Messages,
): string {
  const classes = classWords(session, words);
  const count = explanation.softmax?.length ?? 0;
  const { say } = words.opened;
  const n = formatNumber;
  /** What was so far and what is added, from the second part on. */
  const sum = ({ value, running }: { readonly value: number; readonly running: number }): string =>
    running === value ? n(running) : equationText(added(running - value, value, running));
  switch (beat.kind) {
    case 'window': {
      const window = windowText(explanation);
      return window === null ? say.all(explanation.terms.length) : say.window(window, maps);
    }
    case 'part': {
      if (beat.part !== null)
        return maps === 1 ? say.only(n(beat.value)) : say.part(nameOf(beat.part), n(beat.value), sum(beat));
      const term = explanation.terms[beat.terms[0] ?? 0];
      return term?.weight === null || term === undefined
        ? say.plain(n(beat.value), sum(beat))
        : say.term(equationText(product(term.value, term.weight)), sum(beat));
    }
    case 'rest':
      return say.rests(beat.count, n(beat.value), explanation.rule === 'max' ? n(beat.running) : sum(beat));
    case 'bias':
      return say.bias(n(beat.value), sum(beat));
    case 'compare':
      return beat.taken ? say.taken(n(beat.value)) : say.left(n(beat.value), n(beat.running));
    case 'gather':
      return say.gather(n(beat.value), sum(beat));
    case 'divide':
      return say.divide(equationText(equation([beat.sum, ` ÷ ${beat.count}`], beat.running)));
    case 'largest':
      return classes.greatest(formatScore(beat.running), className(session, beat.unit), count);
    case 'exponential':
      return classes.exponential(
        className(session, beat.unit),
        equationText(exponentialLine(beat)),
        beat.running === beat.value
          ? formatShort(beat.running)
          : equationText(added(beat.running - beat.value, beat.value, beat.running, formatShort)),
      );
    case 'quotient':
      return classes.quotient(
        className(session, beat.unit),
        equationText(shareLine(beat.exponential, formatShort(beat.total), beat.running)),
      );
    case 'result': {
      if (explanation.rule === 'max') return say.largest(n(beat.running));
      if (beat.activation === 'relu') return beat.sum < 0 ? say.cut(n(beat.sum)) : say.kept(n(beat.running));
      if (beat.activation === 'linear' || beat.activation === '') return say.result(n(beat.running));
      return say.bent(
        equationText(equation([`${functionName(beat.activation)}(`, beat.sum, ')'], beat.running)),
      );
    }
    default:
      beat satisfies never;
      return '';
  }
}
