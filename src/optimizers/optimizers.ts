// The optimizers: Adam, with which a first visitor trains, and those that are loaded when one is asked for (more.ts).
// Adding one means adding its file, its line there, and its name here.

import { adam, adamw } from './adam';
import type { OptimizerDefinition } from './optimizer';

export const OPTIMIZER_KINDS = [
  ...(['sgd', 'adam', 'adamw', 'rmsprop', 'adadelta', 'adagrad', 'adamax', 'nadam', 'lion'] as const),
] as const;

export type OptimizerKind = (typeof OPTIMIZER_KINDS)[number];

const loaded = new Map<string, OptimizerDefinition>(
  Object.entries({ adam, adamw } as unknown as Readonly<Record<string, OptimizerDefinition>>),
);

/** Called by more.ts. */
export function addOptimizers(definitions: Readonly<Record<OptimizerKind, unknown>>): void {
  for (const [kind, definition] of Object.entries(definitions))
    loaded.set(kind, definition as OptimizerDefinition);
}

/** Before the first use of an optimizer, where more.ts is not imported anyway. */
export async function loadOptimizer(kind: string): Promise<void> {
  if (!loaded.has(kind)) await import('./more');
}

/** The optimizer with this name: `adam`, or Keras's class name `Adam`. @throws Error that lists the optimizers */
export function optimizerDefinition(kindOrClassName: string): OptimizerDefinition {
  const found = [...loaded.values()].find(
    ({ kind, className }) => kind === kindOrClassName || className === kindOrClassName,
  );
  if (found !== undefined) return found;
  const missing = OPTIMIZER_KINDS.some((kind) => kind === kindOrClassName.toLowerCase());
  throw new Error(
    missing
      ? `optimizer '${kindOrClassName}': is not loaded yet`
      : `there is no optimizer '${kindOrClassName}'. Known: ${OPTIMIZER_KINDS.join(', ')}`,
  );
}
