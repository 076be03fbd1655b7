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
 * The loss of a name: `categoricalCrossentropy`, or as Keras has it, `categorical_crossentropy` and
 * `CategoricalCrossentropy`; `mse`.
 * @throws LossError naming the losses there are.
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
