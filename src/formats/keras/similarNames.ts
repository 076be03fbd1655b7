// Names that look like one that does not exist, for messages: SeparableConv2D → DepthwiseConv2D, Conv2D.
//
// Two names are as alike as the pairs of neighbouring letters that they share (Dice's coefficient), case aside.

/** Of two names without a pair of letters in common 0, of the same name 1. */
const ALIKE = 0.3;
const MAX_LISTED = 3;

/** @returns the most alike first; none where none is */
export function similarNames(name: string, known: readonly string[]): readonly string[] {
  return known
    .map((one) => ({ one, likeness: likeness(name, one) }))
    .filter(({ likeness: value }) => value >= ALIKE)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, MAX_LISTED)
    .map(({ one }) => one);
}

function likeness(a: string, b: string): number {
  const [first, second] = [pairsOf(a), pairsOf(b)];
  const total = first.length + second.length;
  let shared = 0;
  for (const pair of first) {
    const at = second.indexOf(pair);
    if (at === -1) continue;
    second.splice(at, 1);
    shared += 1;
  }
  return total === 0 ? 0 : (2 * shared) / total;
}

function pairsOf(name: string): string[] {
  const letters = name.slice(0, 100).toLowerCase();
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, i) => letters.slice(i, i + 2));
}

/** What there is instead: `Similar: Reshape. Known: Conv2D, Dense, …`. */
export function knownText(expected: string, similar: readonly string[]): string {
  return `${similar.length === 0 ? '' : `Similar: ${similar.join(', ')}. `}Known: ${expected}`;
}
