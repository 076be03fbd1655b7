// Every optimizer there is. Adding one means adding its file and its line here.

import { adadelta, adagrad } from './adagrad';
import { adam, adamw } from './adam';
import { adamax, lion, nadam } from './adamax';
import type { OptimizerDefinition } from './optimizer';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

export const OPTIMIZERS = {
  sgd,
  adam,
  adamw,
  rmsprop,
  adadelta,
  adagrad,
  adamax,
  nadam,
  lion,
} as const;

export type OptimizerKind = keyof typeof OPTIMIZERS;

/** The optimizer with this name: `adam`, or Keras's class name `Adam`. @throws Error that lists the optimizers */
export function optimizerDefinition(kindOrClassName: string): OptimizerDefinition {
  const all: readonly unknown[] = Object.values(OPTIMIZERS);
  const found = (all as readonly OptimizerDefinition[]).find(
    ({ kind, className }) => kind === kindOrClassName || className === kindOrClassName,
  );
  if (found === undefined) {
    throw new Error(
      `there is no optimizer '${kindOrClassName}'. Known: ${Object.keys(OPTIMIZERS).join(', ')}`,
    );
  }
  return found;
}
