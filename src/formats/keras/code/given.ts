// The arguments of a call by name: those without one get theirs from the order that Keras has.

import { KERAS_OPTIMIZERS, optimizerKind } from '../optimizers';
import { plainName } from '../values';
import type { Expression } from './syntax';
import type { Call, GivenArgument, Value } from './values';

/** Of regularizers and initializers; `l` is how some write λ. */
const OBJECTS: Readonly<Record<string, readonly string[]>> = {
  l1: ['l1'],
  l2: ['l2'],
  l1l2: ['l1', 'l2'],
  constant: ['value'],
  variancescaling: ['scale', 'mode', 'distribution', 'seed'],
};

export class Calls {
  constructor(private readonly evaluate: (expression: Expression) => Value) {}

  /** @param positional names in Keras's order; an argument beyond them gets '' */
  named(call: Call, positional: readonly string[]): GivenArgument[] {
    return call.arguments.map((argument, at): GivenArgument => {
      const given = this.evaluate(argument.value);
      const { from, to, keyword, value } = argument;
      return {
        name: argument.spread ? '*' : (keyword?.name ?? positional[at] ?? ''),
        keyword,
        given,
        argument: { from, to },
        value: { from: value.from, to: value.to },
        origin: given.origin,
      };
    });
  }

  objectArguments(className: string): readonly string[] {
    const kind = optimizerKind(className);
    if (kind !== null) return KERAS_OPTIMIZERS[kind].positional;
    // What else has arguments here are schedules of the learning rate.
    return OBJECTS[plainName(className)] ?? ['initial_learning_rate'];
  }
}
