// What the sentences of errors have in common in every language: the facts that they are given, and how these are written.

import type { ErrorFacts } from '../../session/errorFacts';

type Facts<Code extends ErrorFacts['code']> = Extract<ErrorFacts, { code: Code }>;
export type Sentences = { readonly [Code in ErrorFacts['code']]: (facts: Facts<Code>) => string };
export type ShapeMismatch = Facts<'shape'>['mismatch'];

/** Sentences that are loaded with the code whose errors they are (dataSetErrors.ts); until then the engine's own stand for them. */
export const later: { dataSetFile: Sentences['dataSetFile'] | null } = { dataSetFile: null };

export const shape = (lengths: readonly number[]): string => lengths.join('×');
export const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
