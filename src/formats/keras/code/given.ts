// The arguments of a call, their values found out once: by place, by name, and out of `*` and `**`. Those without a name
// get theirs from the order that Keras has.

import { CALLBACK_ARGUMENTS } from '../callbacks';
import { KERAS_OPTIMIZERS, optimizerKind } from '../optimizers';
import { SCHEDULE_ARGUMENTS } from '../schedules';
import { plainName } from '../values';
import type { Expression } from './syntax';
import type { Call, GivenArgument, Value } from './values';

/** Of regularizers and initializers; `l` is how some write λ. */
const OBJECTS: Readonly<Record<string, readonly string[]>> = {
  l1: ['l1'],
  l2: ['l2'],
  l1l2: ['l1', 'l2'],
  constant: ['value'],
  randomnormal: ['mean', 'stddev', 'seed'],
  truncatednormal: ['mean', 'stddev', 'seed'],
  randomuniform: ['minval', 'maxval', 'seed'],
  orthogonal: ['gain', 'seed'],
  variancescaling: ['scale', 'mode', 'distribution', 'seed'],
  categoricalcrossentropy: ['from_logits', 'label_smoothing', 'axis'],
  binarycrossentropy: ['from_logits', 'label_smoothing', 'axis'],
  sparsecategoricalcrossentropy: ['from_logits', 'ignore_class'],
};

/** The name of what `*` or `**` stands before, where its value is not known. */
export const SPREAD = '*';

/** Arguments as they are written; without a name where they are given by place. */
export function givenArguments(call: Call, evaluate: (expression: Expression) => Value): GivenArgument[] {
  return call.arguments.flatMap((argument): GivenArgument[] => {
    const given = evaluate(argument.value);
    const { from, to, keyword, value, spread } = argument;
    const one = (name: string, of: Value): GivenArgument => ({
      ...{ name, keyword, given: of, argument: { from, to } },
      ...{ value: { from: value.from, to: value.to }, origin: of.origin },
    });
    if (spread === '*' && given.type === 'list') return given.items.map((item) => one('', item));
    if (spread === '**' && given.type === 'dictionary')
      return [...given.entries.values()].flatMap(({ key, value: of }) =>
        key.type === 'string' ? one(key.value, of) : [],
      );
    return [one(spread === '' ? (keyword?.name ?? '') : SPREAD, given)];
  });
}

/** Arguments that were given before, as by functools.partial, and those of a call. */
export function joinArguments(
  before: readonly GivenArgument[],
  given: readonly GivenArgument[],
): readonly GivenArgument[] {
  const again = new Set(given.map(({ name }) => name).filter((name) => name !== ''));
  const kept = before.filter(({ name }) => !again.has(name));
  return [
    ...kept.filter(({ name }) => name === ''),
    ...given.filter(({ name }) => name === ''),
    ...kept.filter(({ name }) => name !== ''),
    ...given.filter(({ name }) => name !== ''),
  ];
}

/** @param positional names in Keras's order; an argument beyond them keeps none */
export function namedArguments(
  given: readonly GivenArgument[],
  positional: readonly string[],
): readonly GivenArgument[] {
  let place = 0;
  return given.map((argument) =>
    argument.name === '' ? { ...argument, name: positional[place++] ?? '' } : argument,
  );
}

export function objectArguments(className: string): readonly string[] {
  const kind = optimizerKind(className);
  if (kind !== null) return KERAS_OPTIMIZERS[kind].positional;
  const known = SCHEDULE_ARGUMENTS[className] ?? CALLBACK_ARGUMENTS[className];
  return known ?? OBJECTS[plainName(className)] ?? ['initial_learning_rate'];
}
