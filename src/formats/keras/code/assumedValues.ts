// Values of arguments that only the running script knows: the number of classes, and usual values in the place of others.

import type { Shape } from '../../../graph/tensor';
import type { ModulePart, Parts } from './parts';
import { isOwnModule } from './paths';
import { pythonText } from './python';
import type { Range } from './syntax';
import { plainValue, shorten, type GivenArgument, type Value } from './values';

/** How a script says that it asks for the number of classes. */
const CLASSES = /class|categor|label|n_out|num_out|output|target|\by\b|[_.]?y_?(train|test|val)/i;

/** What gives a probability for every class. */
const ANSWERS = /^(softmax|sigmoid)$/;

/** `))`, perhaps `(x)`, and in the next line with code an activation that gives probabilities. */
const ANSWER_BEHIND =
  /^[^\n]*\)[ \t]*(?:#[^\n]*)?(?:\n[ \t]*(?:#[^\n]*)?)*\n[^\n]*\bActivation\((?:activation *= *)?['"](?:softmax|sigmoid)['"]/;

/** Usual values of arguments, where a script's own are known only when it runs. */
const USUAL_VALUES: Readonly<Record<string, number | string | boolean>> = {
  ...{
    filters: 32,
    kernel_size: 3,
    strides: 1,
    padding: 'same',
    dilation_rate: 1,
    depth_multiplier: 1,
    axis: -1,
  },
  ...{
    units: 128,
    activation: 'relu',
    use_bias: true,
    rate: 0.25,
    pool_size: 2,
    momentum: 0.99,
    epsilon: 0.001,
  },
};

/** How scripts call the length of what a generator or a decoder is given, and a usual one. */
const LATENT =
  /latent|noise|embed|(?:^|[^a-z])z(?:_?(?:dim|size|len)|$|[^a-z])|encod(?:ing|ed)_?(?:dim|size)/i;
const LATENT_LENGTH = 100;

/** Of an Embedding, whose `input_dim` is no length of what it reads. */
export const hasTable = (given: readonly GivenArgument[]): boolean =>
  given.some(({ name }) => name === 'output_dim');

export class AssumedValues {
  constructor(private readonly parts: Parts) {}

  /** The number of classes is known here, even where it comes from the data of the script. */
  classes({ name, given, value }: GivenArgument, all: readonly GivenArgument[]): number | undefined {
    const { record, script } = this.parts;
    const text = script.code.slice(value.from, value.to);
    const activation = all.find((one) => one.name === 'activation')?.given;
    // Or by a layer of its own in the line after it.
    const isAnswer =
      activation === undefined
        ? ANSWER_BEHIND.test(script.code.slice(value.to, value.to + 200))
        : ANSWERS.test(String(plainValue(activation)));
    // As many as the pictures have: an autoencoder gives back what it was given.
    if (given.type === 'unknown' && name === 'filters' && record.channelTexts.has(text)) {
      record.lint(value, 'warning', { code: 'assumedInput', to: `(${record.goal.picture.join(', ')})` });
      return record.goal.picture.at(-1);
    }
    const isCount =
      name === 'units'
        ? isAnswer || CLASSES.test(text)
        : name === 'filters'
          ? /class|categor/i.test(text)
          : name === 'input_dim' && hasTable(all) && CLASSES.test(text);
    if (given.type !== 'unknown' || !isCount) return undefined;
    const why = given.why?.problem;
    const isOfData =
      why === undefined ||
      why.code === 'unknownValue' ||
      (why.code === 'unread' && /^(imported|loop|condition)$/.test(why.what));
    if (!isOfData) return undefined;
    const { classes } = record.goal;
    record.lint(value, 'warning', { code: 'assumed', what: text, value: classes });
    return classes;
  }

  /** A usual value for one that only the running script knows, where such values are assumed. */
  usual({ name, given, value, argument }: GivenArgument): unknown {
    const { record, script } = this.parts;
    const text = script.code.slice(value.from, value.to);
    const isLatent = (name === 'units' && LATENT.test(text)) || name === 'output_dim';
    const usual = isLatent
      ? LATENT_LENGTH
      : Object.hasOwn(USUAL_VALUES, name)
        ? USUAL_VALUES[name]
        : undefined;
    if (record.assumed === null || usual === undefined || !isOpen(given)) return undefined;
    // What is worked out from shapes has to fit them.
    if (/\/\/|%/.test(text)) return undefined;
    const at = value.to > value.from ? value : argument;
    record.lint(at, 'warning', { code: 'assumedValue', what: shorten(text), value: pythonText(usual) });
    return usual;
  }

  /** A row of a length that only the running script knows, for a generator or a decoder. */
  latent(length: Value, at: Range): Shape | null {
    const { record, script } = this.parts;
    const text = script.code.slice(at.from, at.to).replace(/^[([]\s*|\s*,?\s*[)\]]$/g, '');
    if (!isOpen(length) || !LATENT.test(text)) return null;
    const value = pythonText(LATENT_LENGTH);
    record.lint(at, 'warning', { code: 'assumedValue', what: shorten(text), value });
    return [LATENT_LENGTH];
  }
}

/** What another file of the author gives has a name and no value: it is not known. */
export function fromElsewhere(given: Value, at: Range, modules: ModulePart): Value {
  const { from, to } = at;
  if (given.type === 'list' && given.items.some((item) => fromElsewhere(item, at, modules) !== item))
    return { ...given, items: given.items.map((item) => fromElsewhere(item, at, modules)) };
  // An attribute that an object was given in a part that is not read looks like a method.
  if (given.type === 'method' && given.of.type === 'instance')
    return { type: 'unknown', why: null, origin: null };
  if (given.type !== 'path' || !isOwnModule(given.path)) return given;
  const name = given.path.split('.').at(-1) ?? '';
  const file = modules.missingFile(given.path);
  return {
    type: 'unknown',
    why: { from, to, problem: { code: 'unread', what: 'imported', name, file } },
    origin: null,
  };
}

/** Not known, or a list with something that is not. */
const isOpen = (value: Value): boolean =>
  value.type === 'unknown'
    ? value.why === null ||
      value.why.problem.code === 'unknownValue' ||
      (value.why.problem.code === 'unread' && /^(imported|loop|condition)$/.test(value.why.problem.what))
    : value.type === 'list' && value.items.some(isOpen);
