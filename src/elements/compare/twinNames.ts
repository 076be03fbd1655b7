// What twins are called: by what differs. Options in Keras's spelling.

import type { TwinDifference } from '../../session/twins/twinChange';

/** `kernelSize` → `kernel_size`. */
export const kerasName = (option: string): string =>
  option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `[5, 5]` → `5×5`. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join('×');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : JSON.stringify(value);
}

/** The two names: the class where the kind of layer differs, else layer, option and value. */
export function twinNames(differences: readonly TwinDifference[]): readonly [string, string] {
  const name = (pick: (difference: TwinDifference) => unknown): string => {
    const names = differences.map((difference) =>
      difference.option === null
        ? valueText(pick(difference))
        : `${difference.layer} ${kerasName(difference.option)} ${valueText(pick(difference))}`,
    );
    return [...new Set(names)].join(' + ');
  };
  return [name(({ first }) => first), name(({ second }) => second)];
}
