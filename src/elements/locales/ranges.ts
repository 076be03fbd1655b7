// How sizes and limits are written, in every language.

export const size = ([rows, columns]: readonly [number, number]): string => `${rows}×${columns}`;

/** `a whole number of at least 1`. */
export function range(
  min: number,
  max: number,
  words: readonly [between: string, least: string, any: string],
): string {
  if (Number.isFinite(max)) return words[0].replace('$1', String(min)).replace('$2', String(max));
  return Number.isFinite(min) ? words[1].replace('$1', String(min)) : words[2];
}
