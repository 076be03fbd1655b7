// Every loss there is. Adding one means adding its file and its lines here.

import { binaryCrossentropy } from './binaryCrossentropy';
import { categoricalCrossentropy } from './categoricalCrossentropy';
import { LossError, type LossDefinition } from './loss';
import { meanSquaredError } from './meanSquaredError';
import { sparseCategoricalCrossentropy } from './sparseCategoricalCrossentropy';

export const LOSSES = {
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
  binaryCrossentropy,
  meanSquaredError,
} as const;

export type LossKind = keyof typeof LOSSES;

/** Other names of losses that Keras knows, besides `snake_case` and `ClassName`. */
const ALIASES: Readonly<Record<string, LossKind>> = { mse: 'meanSquaredError' };

/**
 * The loss with this name: `categoricalCrossentropy`, the Keras spellings `categorical_crossentropy` and
 * `CategoricalCrossentropy`, or `mse`.
 * @throws LossError that lists the losses
 */
export function lossDefinition(nameOrKind: string): LossDefinition {
  const camel = nameOrKind.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const kind = ALIASES[nameOrKind.toLowerCase()] ?? camel.charAt(0).toLowerCase() + camel.slice(1);
  const definition = Object.values(LOSSES).find((loss) => loss.kind === kind);
  if (definition === undefined) {
    throw new LossError(`there is no loss '${nameOrKind}'. Known: ${Object.keys(LOSSES).join(', ')}`, {
      code: 'noLoss',
      loss: nameOrKind,
      known: Object.keys(LOSSES),
    });
  }
  return definition;
}
