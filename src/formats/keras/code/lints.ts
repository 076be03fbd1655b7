// What can be wrong with a script, as data: where, how bad, and what. The page says it in its reader's language;
// `lintText` says it in English for the terminal and for messages.

import type { KerasFault } from '../layers';
import { knownText } from '../similarNames';
import type { Range } from './syntax';

/** What is not read, because it would have to be executed, or because networks here have no such thing. */
export type Unread =
  | 'class'
  | 'while'
  | 'lambda'
  | 'condition'
  | 'loop'
  | 'spread'
  | 'operator'
  | 'nested'
  | 'shared'
  | 'application'
  | 'imported'
  | 'method'
  | 'statement'
  | 'trainable';

/**
 * application  a network of another library, called as one of Keras
 * reflection a border that mirrors, from another file
 * pixels     it takes its values between pixels at slightly other places
 * sameName   a class of another file, called as one of Keras
 * inference  what it does outside training
 * number     automatic names of layers are counted on from what was made before
 * instance   InstanceNormalization, which Keras does not have
 * factors    Scale of another file: a factor and a summand for each channel
 */
export type ReadAs =
  'application' | 'reflection' | 'pixels' | 'sameName' | 'inference' | 'number' | 'instance' | 'factors';

export type Problem =
  | { readonly code: 'syntax' }
  | {
      readonly code: 'tooMuch';
      readonly what: 'size' | 'depth' | 'steps' | 'layers' | 'calls' | 'files' | 'number';
      readonly limit: number;
    }
  /** Nobody gave this name a value. */
  | { readonly code: 'unknownName'; readonly name: string }
  /** It is read all the same, but Python would stop here. `from` is the line that is missing. */
  | { readonly code: 'notImported'; readonly name: string; readonly line: string }
  /** A name without a value that is an optimizer's, as `optimizer=sgd`. */
  | { readonly code: 'bareOptimizer'; readonly name: string }
  /** The value could only be known by running the script. */
  | { readonly code: 'unknownValue'; readonly what: string }
  /** `file`: of what is imported, the file that it comes from. */
  | { readonly code: 'unread'; readonly what: Unread; readonly name: string; readonly file?: string }
  /** Two files import each other, and this name of one has no value yet. */
  | { readonly code: 'circular'; readonly name: string; readonly file: string }
  /** It is imported from a file that does not have it. */
  | { readonly code: 'notInFile'; readonly name: string; readonly file: string }
  | {
      readonly code: 'layer';
      readonly fault: KerasFault;
      readonly className: string;
      readonly argument: string;
      readonly expected: string;
      readonly received: string;
      /** Names that exist and look like one that does not. */
      readonly similar: readonly string[];
    }
  | { readonly code: 'tooManyArguments'; readonly className: string; readonly most: number }
  | { readonly code: 'twice'; readonly argument: string }
  | { readonly code: 'sameName'; readonly name: string }
  | { readonly code: 'notALayer'; readonly received: string }
  | { readonly code: 'inputShape'; readonly received: string }
  /** Pictures here have one axis more: (28, 28) is read as (28, 28, 1). */
  | { readonly code: 'adaptedInput'; readonly from: string; readonly to: string }
  /** Shapes do not fit. `message` is the engine's. */
  | { readonly code: 'shape'; readonly layer: string; readonly message: string }
  /** A layer that trained networks do without here. */
  | { readonly code: 'pixelScale'; readonly scale: number }
  | {
      readonly code: 'pixelOption';
      readonly className: string;
      readonly argument: string;
      readonly value: string;
    }
  | {
      readonly code: 'leftOut';
      readonly className: string;
      readonly what: 'augmentation' | 'noise' | 'scale';
    }
  /** An argument that only training would notice, and ours can't have. */
  | {
      readonly code: 'argumentLeftOut';
      readonly className: string;
      readonly argument: string;
      readonly received: string;
    }
  /** A number that comes from the script's data, and is known here. */
  | { readonly code: 'assumed'; readonly what: string; readonly value: number }
  /** A value that is known only when the script runs, and a usual one in its place. */
  | { readonly code: 'assumedValue'; readonly what: string; readonly value: string }
  /** Something that is not here, or not in this file, and what it is read as. */
  | {
      readonly code: 'readAs';
      readonly name: string;
      readonly as: string;
      readonly why: ReadAs;
    }
  /** (1, 28, 28) of a script for Theano. */
  | { readonly code: 'channelsFirst'; readonly from: string; readonly to: string }
  /** A network with its weights is read, but for these. */
  | { readonly code: 'untrained'; readonly name: string }
  /** The model that the script trains can't be built here, and why; another of its models is read, from that line; `file`: '' in the script. */
  | { readonly code: 'otherModel'; readonly line: number; readonly file: string; readonly why: Problem }
  /** The size of pictures, which the script does not say: ours, or one with which its layers fit. */
  | { readonly code: 'assumedInput'; readonly to: string }
  /** An argument of a function that nothing calls, from what the script would try one after the other. */
  | { readonly code: 'firstOf'; readonly what: string; readonly value: string }
  /** What a loop over unknown things makes anew each time is read once. */
  | { readonly code: 'loopOnce' }
  /** A function that nothing calls describes the model. */
  | { readonly code: 'notCalled'; readonly name: string }
  | { readonly code: 'disconnected' }
  | { readonly code: 'unused'; readonly layer: string }
  | { readonly code: 'noModel' }
  | { readonly code: 'empty' }
  | { readonly code: 'optimizer'; readonly name: string; readonly known: string }
  | {
      readonly code: 'optimizerArgument';
      readonly className: string;
      readonly argument: string;
      readonly expected: string;
      readonly received: string;
    }
  | { readonly code: 'loss'; readonly name: string; readonly known: string }
  | {
      readonly code: 'setting';
      readonly argument: string;
      readonly expected: string;
      readonly received: string;
    };

export interface Lint extends Range {
  /** error: there is no network. warning: it is read otherwise than Keras would do. info: good to know. */
  readonly severity: 'error' | 'warning' | 'info';
  readonly problem: Problem;
}

const READ_AS: Readonly<Record<ReadAs, (name: string, as: string) => string>> = {
  application: (name, as) => `${name}: read as ${as} of Keras, of which details may differ`,
  reflection: (name) =>
    `${name}: its code is in another file; it is read as a border that mirrors what is inside`,
  pixels: (name, as) => `${name}: read as ${as}, which takes values between pixels at slightly other places`,
  sameName: (name, as) => `${name}: its code is in another file; it is read as Keras's ${as}`,
  inference: (name, as) => `${name}: read as ${as}, which is what it does outside training`,
  number: (name, as) => `there is no layer '${name}'; it is read as '${as}'`,
  instance: (name, as) => `${name}: read as ${as}`,
  factors: (name) =>
    `${name}: its code is in another file; it is read as a factor and a summand for each channel`,
};

const UNREAD: Readonly<Record<Unread, string>> = {
  class: 'there is no layer here for what this class calculates with tensors',
  while: 'how often this loop runs is known only when the script runs; use for … in range(…)',
  lambda: 'custom functions are not read',
  condition: 'this condition is known only when the script runs; the first branch that can be read is taken',
  loop: 'what this loop goes through is known only when the script runs; use range(…) or a list of numbers',
  spread: 'what * or ** stands for is known only when the script runs; write the arguments out',
  operator: 'there is no layer here that does this with a tensor',
  nested: 'a model cannot be put into itself',
  shared:
    'a Sequential takes a layer once, in Keras as well; call the layer at both places, as in y = layer(x)',
  application:
    'networks that come with their weights are not here; open a file that was saved with it instead',
  imported: 'it comes from another file; drop that file, too',
  method: 'this call is not read',
  statement: 'this statement is not read',
  trainable:
    'which layers this freezes is known only when the script runs; write trainable=False into the layers',
};

export function lintText(problem: Problem): string {
  switch (problem.code) {
    case 'syntax':
      return 'this is not Python: a bracket, a comma or a quote may be missing before here';
    case 'tooMuch':
      return problem.what === 'number'
        ? 'this number is too large'
        : `too much to read: more than ${problem.limit.toLocaleString('en')} ${problem.what === 'size' ? 'characters' : problem.what}`;
    case 'unknownName':
      return `'${problem.name}' has no value here`;
    case 'notImported':
      return `'${problem.name}' is not imported: Python needs ${problem.line}`;
    case 'bareOptimizer':
      return `'${problem.name}' has no value here; it is read as "${problem.name}"`;
    case 'unknownValue':
      return `${problem.what}: the value is known only when the script runs; write a number`;
    case 'unread':
      return `${problem.name && `${problem.name}: `}${problem.file ? `${problem.file} is not here; drop it, too` : UNREAD[problem.what]}`;
    case 'circular':
      return `'${problem.name}' has no value yet: ${problem.file} and this file import each other`;
    case 'notInFile':
      return `${problem.file} has no '${problem.name}'`;
    case 'layer':
      return layerText(problem);
    case 'tooManyArguments':
      return `${problem.className}: takes at most ${problem.most} arguments without a name`;
    case 'twice':
      return `'${problem.argument}' is given twice`;
    case 'sameName':
      return `two layers are called '${problem.name}'; names must differ`;
    case 'notALayer':
      return `a layer is expected here. Received ${problem.received}`;
    case 'inputShape':
      return `the input shape must be whole numbers of at least 1, without the batch axis, such as (28, 28, 1). Received ${problem.received}`;
    case 'adaptedInput':
      return `pictures here are ${problem.to}; ${problem.from} is read as that`;
    case 'shape':
      return problem.message;
    case 'pixelScale':
      return `Rescaling: the scale is read as ${problem.scale}; pictures here are numbers from 0 to 1, not from 0 to 255`;
    case 'pixelOption':
      return `${problem.className}: ${problem.argument} is read as ${problem.value}; pictures here are numbers from 0 to 1, not from 0 to 255`;
    case 'leftOut':
      return problem.what === 'augmentation'
        ? `${problem.className}: left out; it changes pictures only while the network is trained`
        : problem.what === 'noise'
          ? `${problem.className}: left out; it is only for training`
          : `${problem.className}: left out; pictures here are numbers from 0 to 1 already`;
    case 'argumentLeftOut':
      return `${problem.className}: '${problem.argument}' is left out; ${problem.received} is not available here`;
    case 'assumed':
      return `'${problem.what}' is known only when the script runs; it is read as ${problem.value}, the number of classes here`;
    case 'assumedValue':
      return `'${problem.what}' is known only when the script runs; it is read as ${problem.value}`;
    case 'readAs':
      return READ_AS[problem.why](problem.name, problem.as);
    case 'channelsFirst':
      return `${problem.from} has the channels first; it is read as ${problem.to}`;
    case 'untrained':
      return `${problem.name}: its layers are read, without the weights that it comes with`;
    case 'notCalled':
      return `'${problem.name}' is not called; what it describes is read`;
    case 'assumedInput':
      return `the script does not say how large the pictures are; it is read as ${problem.to}`;
    case 'firstOf':
      return `'${problem.what}' has several values to try; it is read as the first, ${problem.value}`;
    case 'loopOnce':
      return 'what this loop goes through is known only when the script runs; what it does is read once';
    case 'otherModel':
      return `this model can't be built here (${lintText(problem.why)}); the model of line ${problem.line}${problem.file && ` of ${problem.file}`} is read instead`;
    case 'disconnected':
      return 'this tensor does not come from the inputs of the model';
    case 'unused':
      return `'${problem.layer}' is not part of the model`;
    case 'noModel':
      return 'there is no model here; begin with model = Sequential()';
    case 'empty':
      return 'the model has no layers';
    case 'optimizer':
      return `there is no optimizer '${problem.name}'. Known: ${problem.known}`;
    case 'optimizerArgument':
      return `${problem.className}: '${problem.argument}' must be ${problem.expected}. Received ${problem.received}`;
    case 'loss':
      return `there is no loss '${problem.name}'. Known: ${problem.known}`;
    case 'setting':
      return `'${problem.argument}' must be ${problem.expected}. Received ${problem.received}`;
    default:
      return problem satisfies never;
  }
}

function layerText(problem: Problem & { readonly code: 'layer' }): string {
  const { fault, className, argument, expected, received, similar } = problem;
  switch (fault) {
    case 'class':
      return `there is no layer '${className}'. ${knownText(expected, similar)}`;
    case 'missing':
      return `${className}: '${argument}' must be given`;
    case 'unknown':
      return `${className}: has no argument '${argument}'. ${knownText(expected, similar)}`;
    case 'unfit':
    case 'unsupported':
      return `${className}: '${argument}' must be ${expected}. Received ${received}`;
    default:
      return fault satisfies never;
  }
}
