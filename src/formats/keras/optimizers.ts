// Our optimizers and Keras's, both ways: class name and arguments by name, as a compiled model saves them.

import { InvalidOption } from '../../graph/options';
import { CLIPPINGS } from '../../optimizers/clipping';
import { OPTIMIZERS } from '../../optimizers/more';
import { type OptimizerKind } from '../../optimizers/optimizers';
import { snakeCase } from '../../layers/shared/kerasNames';
import { FormatError } from '../storedModel';
import { plainName } from './values';

interface OptimizerForm {
  readonly className: string;
  /** Arguments in Keras's order. */
  readonly positional: readonly string[];
}

const adamArguments = ['learning_rate', 'beta_1', 'beta_2', 'epsilon'];
const clippings = ['clipnorm', 'clipvalue', 'global_clipnorm'];

export const KERAS_OPTIMIZERS: Readonly<Record<OptimizerKind, OptimizerForm>> = {
  sgd: {
    className: 'SGD',
    positional: ['learning_rate', 'momentum', 'nesterov', 'weight_decay', ...clippings],
  },
  // amsgrad is False here: what comes behind it is given by name.
  adam: { className: 'Adam', positional: [...adamArguments, 'amsgrad', 'weight_decay', ...clippings] },
  adamw: {
    className: 'AdamW',
    positional: ['learning_rate', 'weight_decay', 'beta_1', 'beta_2', 'epsilon', ...clippings],
  },
  rmsprop: {
    className: 'RMSprop',
    positional: ['learning_rate', 'rho', 'momentum', 'epsilon', 'centered', 'weight_decay', ...clippings],
  },
  adadelta: {
    className: 'Adadelta',
    positional: ['learning_rate', 'rho', 'epsilon', 'weight_decay', ...clippings],
  },
  adagrad: {
    className: 'Adagrad',
    positional: ['learning_rate', 'initial_accumulator_value', 'epsilon', 'weight_decay', ...clippings],
  },
  adamax: { className: 'Adamax', positional: [...adamArguments, 'weight_decay', ...clippings] },
  nadam: { className: 'Nadam', positional: [...adamArguments, 'weight_decay', ...clippings] },
  lion: {
    className: 'Lion',
    positional: ['learning_rate', 'beta_1', 'beta_2', 'weight_decay', ...clippings],
  },
};

/** `beta1` → `beta_1`. */
export function optimizerArgument(option: string): string {
  return snakeCase(option).replace(/(\d)$/, '_$1');
}

/** What may stand there and changes nothing: the value that is Keras's default. */
const FIXED: Readonly<Record<string, readonly unknown[]>> = {
  decay: [0],
  amsgrad: [false],
  use_ema: [false],
  loss_scale_factor: [],
  gradient_accumulation_steps: [],
};
const PASSED_OVER: ReadonlySet<string> = new Set([
  'name',
  'jit_compile',
  'ema_momentum',
  'ema_overwrite_frequency',
]);

/** Why an optimizer was not read. `argument` is null if there is no optimizer of that name. */
export class KerasOptimizerError extends FormatError {
  constructor(
    where: string,
    readonly className: string,
    readonly argument: string | null,
    readonly expected: string,
    readonly received?: unknown,
  ) {
    const got = received === undefined ? '' : `. Received ${JSON.stringify(received)}`;
    super(
      where,
      argument === null
        ? `there is no optimizer '${className}'. Known: ${expected}`
        : `${className}: '${argument}' must be ${expected}${got}`,
    );
  }
}

export interface ReadOptimizer {
  readonly kind: OptimizerKind;
  /** Those that were given. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The option that a Keras argument sets; null if there is none. */
export function optimizerOption(kind: OptimizerKind, argument: string): string | null {
  const name = argument === 'lr' ? 'learning_rate' : argument;
  return Object.keys(OPTIMIZERS[kind].options).find((option) => optimizerArgument(option) === name) ?? null;
}

/** Keras's defaults of an optimizer, by argument. */
export function optimizerDefaults(kind: OptimizerKind): Readonly<Record<string, unknown>> {
  const table = OPTIMIZERS[kind].options as Readonly<Record<string, { readonly default?: unknown }>>;
  return Object.fromEntries(
    Object.entries(table).map(([name, option]) => [optimizerArgument(name), option.default]),
  );
}

/** The kind for a class or name: 'adam', 'Adam', 'RMSprop'; null if there is none. */
export function optimizerKind(name: string): OptimizerKind | null {
  const kinds = Object.keys(OPTIMIZERS) as OptimizerKind[];
  return kinds.find((kind) => kind === plainName(name)) ?? null;
}

/** @throws KerasOptimizerError */
export function optimizerFromKeras(
  where: string,
  className: string,
  config: Readonly<Record<string, unknown>>,
): ReadOptimizer {
  const kind = optimizerKind(className);
  if (kind === null) {
    const known = Object.values(KERAS_OPTIMIZERS).map((form) => form.className);
    throw new KerasOptimizerError(where, className, null, known.join(', '));
  }
  const table = OPTIMIZERS[kind].options as Readonly<Record<string, { parse(given: unknown): unknown }>>;
  const options: Record<string, unknown> = {};
  for (const [argument, value] of Object.entries(config)) {
    if (value === null || value === undefined) continue;
    const option = optimizerOption(kind, argument);
    try {
      if (option !== null) options[option] = table[option]?.parse(value);
      else if (!PASSED_OVER.has(argument)) {
        const accepted = FIXED[argument];
        if (accepted === undefined)
          throw new InvalidOption(`one of ${KERAS_OPTIMIZERS[kind].positional.join(', ')}`);
        if (!accepted.includes(value))
          throw new InvalidOption(accepted.length === 0 ? 'None' : String(accepted[0]));
      }
    } catch (error) {
      if (!(error instanceof InvalidOption)) throw error;
      throw new KerasOptimizerError(where, KERAS_OPTIMIZERS[kind].className, argument, error.message, value);
    }
  }
  const [, second] = CLIPPINGS.filter((by) => Number(options[by] ?? 0) > 0);
  if (second !== undefined)
    throw new KerasOptimizerError(
      ...[where, KERAS_OPTIMIZERS[kind].className, optimizerArgument(second)],
      ...['None beside another kind of clipping', options[second]],
    );
  return { kind, options };
}
