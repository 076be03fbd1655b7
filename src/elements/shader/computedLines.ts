// Which lines of a shader are at work while a walk shows how a value comes about: found in the text itself, so that they
// are still found after an edit, or not at all.

import { withoutComments } from '../../inspect/shader/guard';
import type { Beat } from '../stage/walk';

/** The last one that fits: a store into y. */
const STORE = /(?:^|[^\w.])y\s*\[.*\]\s*=(?!=)/;
/** `sum += …`, `sum = sum + …`. */
const ADDS = /(?:^|[^\w.])(\w+)\s*(?:\+=|=\s*\1\s*\+)/;
const COMPARES = /\b(?:max|min)\s*\(|\bif\s*\(.*\bbest\b/;
const KEEPS = /(?:^|[^\w.])best\s*=(?!=)/;

/** What a beat does to the text; null where no walk is under way. */
export type ComputedBeat = Pick<Beat, 'kind'> & { readonly taken?: boolean };

/** Their numbers, 1-based and in order. */
export function computedLines(text: string, beat: ComputedBeat): readonly number[] {
  const lines = withoutComments(text).split('\n');
  const start = Math.max(
    0,
    lines.findIndex((line) => /\bfn\s+main\b/.test(line)),
  );
  const found = (pattern: RegExp, fits: (line: string) => boolean = () => true): number[] =>
    lines.flatMap((line, at) => (at >= start && pattern.test(line) && fits(line) ? [at + 1] : []));
  const store = found(STORE).slice(-1);
  const reads = (line: string): boolean => line.includes('[');
  switch (beat.kind) {
    case 'window':
      // Where in the input the window lies.
      return found(/\blet\s+i[yx]\s*=/);
    case 'part':
    case 'gather':
      return innermost(found(ADDS, reads), lines);
    case 'rest':
      return [...innermost(found(ADDS, reads), lines), ...found(COMPARES)].slice(0, 1);
    case 'compare':
      return [...found(COMPARES).slice(-1), ...(beat.taken === false ? [] : found(KEEPS).slice(-1))]
        .filter((line, at, all) => all.indexOf(line) === at)
        .sort((a, b) => a - b);
    case 'bias':
      return found(/\bbias\s*\[/);
    case 'largest':
      return found(/\bmax\s*\(/);
    case 'exponential':
      return found(/\bexp\s*\(/).slice(-1);
    case 'divide': {
      const divides = found(/[\w)]\s*\/\s*[\w(]/, (line) => /f32|count|sum/.test(line)).slice(-1);
      return divides.length > 0 ? divides : store;
    }
    case 'quotient':
      // The softmax behind a dense layer is another shader.
      return found(/\bexp\s*\(/).length > 0 ? store : [];
    case 'result':
      return store;
    default:
      beat.kind satisfies never;
      return [];
  }
}

/** Those that stand deepest: an index is added up on the way as well. */
function innermost(found: readonly number[], lines: readonly string[]): readonly number[] {
  const depth = (line: number): number => /^\s*/.exec(lines[line - 1] ?? '')?.[0].length ?? 0;
  const most = Math.max(...found.map(depth));
  return found.filter((line) => depth(line) === most);
}
