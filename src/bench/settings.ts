// What is asked of the benchmark, whether in the terminal or on the page.

import { ENGINE_IDS, type EngineId } from './engines/engine';
import { SUITES, type SuiteName } from './report';

export interface Settings {
  readonly suites: readonly SuiteName[];
  /** Null: those that suit the suite and `quick`. */
  readonly engines: readonly EngineId[] | null;
  readonly rounds: number;
  readonly quick: boolean;
  /** Whether this engine measures a device that is not known before it plans its kernels. */
  readonly tune: boolean;
  /** Convolutions to measure in place of the list, as in `32x28x28x1->8k5s1same`. */
  readonly shapes: readonly string[] | null;
}

export const DEFAULT_ROUNDS = 7;
export const QUICK_ROUNDS = 3;

/** Nothing of it, or something else, was given. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** A comma-separated choice among names. @throws SettingsError naming the option. */
export function choices<Name extends string>(
  option: string,
  given: string,
  names: readonly Name[],
): readonly Name[] {
  const found = given.split(',').map((word) => {
    const name = names.find((known) => known === word.trim());
    if (name === undefined) {
      throw new SettingsError(`${option} takes ${names.join(', ')}. Received '${word.trim()}'`);
    }
    return name;
  });
  return names.filter((name) => found.includes(name));
}

export const readSuites = (given: string): readonly SuiteName[] => choices('--suite', given, SUITES);
export const readEngines = (given: string): readonly EngineId[] => choices('--engines', given, ENGINE_IDS);
