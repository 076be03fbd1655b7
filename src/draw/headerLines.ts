// The name above a column, in at most two lines, and the width that it needs there: `MaxPooling2D` stands as `Max` over
// `Pooling2D`.

/** A letter of the name and one of the shape below it, in CSS pixels, in small windows. */
const LETTER = { name: 7.25, shape: 6.7 };
/** A header needs this much, however short its texts are. */
const MIN_WIDTH = 38;

/** The lines of a layer's class name: two where that makes it narrower. */
export function headerLines(className: string): readonly string[] {
  const parts = className.split(/(?<=[a-z])(?=[A-Z][a-z])/);
  const lines = parts
    .slice(1)
    .map((_, at) => [parts.slice(0, at + 1).join(''), parts.slice(at + 1).join('')]);
  const longest = (of: readonly string[]): number => Math.max(...of.map((line) => line.length));
  return [[className], ...lines].reduce((best, one) => (longest(one) < longest(best) ? one : best));
}

/** @param shape as it is written below the name */
export function headerWidth(className: string, shape: string): number {
  const letters = Math.max(...headerLines(className).map((line) => line.length));
  return Math.ceil(Math.max(MIN_WIDTH, letters * LETTER.name, shape.length * LETTER.shape));
}
