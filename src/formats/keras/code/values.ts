// What expressions of a script stand for. Numbers and texts are known; layers, tensors and models are what the script
// makes of them; everything else is unknown, and says why if it can.

import type { Shape } from '../../../graph/tensor';
import type { KerasLayer } from '../layers';
import type { Lint, Problem } from './lints';
import type { PlacedFile } from './files';
import type { Scope } from './scope';
import type { Expression, Parameter, Range, Statement } from './syntax';

export type Call = Expression & { readonly type: 'call' };

/** Every value knows where the expression that made it stands; null where none does, as of a range(). */
interface Written {
  readonly origin: Range | null;
}

export type Value = Written &
  (
    | { readonly type: 'number'; readonly value: number; readonly whole: boolean }
    | { readonly type: 'string'; readonly value: string }
    | { readonly type: 'constant'; readonly value: boolean | null }
    /** `size`: how many values it holds, those within lists within it too. */
    | { readonly type: 'list'; readonly items: Value[]; size: number }
    /** A module, class or function of a library: `keras.layers.Dense`. */
    | { readonly type: 'path'; readonly path: string }
    /** A file of the script's own, or a folder of such. */
    | { readonly type: 'module'; readonly made: MadeModule }
    /** An optimizer, regularizer, initializer, loss: what is called by a path of Keras. */
    | { readonly type: 'object'; readonly made: MadeObject }
    | { readonly type: 'layer'; readonly made: MadeLayer }
    | { readonly type: 'tensor'; readonly source: Source }
    /** A weight of the script's own layer: `self.add_weight(shape=…)`. */
    | {
        readonly type: 'weight';
        /** The same in every shape that it is brought into. */
        readonly key: object;
        readonly shape: readonly (number | null)[];
        readonly initializer: Value | null;
      }
    /** Data of a data set, of which the shape is known. `classes`: how many, of labels. */
    | { readonly type: 'array'; readonly shape: readonly (number | null)[]; readonly classes: number | null }
    | { readonly type: 'model'; readonly model: Model }
    | { readonly type: 'method'; readonly of: Value; readonly name: string }
    /** By the text of the key. `size` as of a list. */
    | { readonly type: 'dictionary'; readonly entries: Map<string, Entry>; size: number }
    /** `self`: what a method belongs to. */
    | { readonly type: 'function'; readonly made: MadeFunction; readonly self: Value | null }
    | { readonly type: 'class'; readonly made: MadeClass }
    | { readonly type: 'instance'; readonly made: MadeInstance }
    /** `super()` in a method of `of`. */
    | { readonly type: 'super'; readonly of: MadeClass; readonly self: Value }
    /** `functools.partial` */
    | { readonly type: 'partial'; readonly of: Value; readonly given: readonly GivenArgument[] }
    /** `noise`: random numbers, from the function of that name. `isMask`: each of them 1 or 0. */
    | {
        readonly type: 'unknown';
        readonly why: (Range & { readonly problem: Problem }) | null;
        readonly noise?: string;
        /** A number that is added to them; rounded down, they are 1 that often, else 0. */
        readonly keep?: number;
        readonly isMask?: boolean;
      }
  );

export interface Entry {
  readonly key: Value;
  readonly value: Value;
}

/** A function of the script, and where its free names have their values. */
export interface MadeFunction extends Range {
  readonly name: string;
  readonly parameters: readonly (Parameter & { readonly given: Value | null })[];
  /** Of a lambda, its expression. */
  readonly body: readonly Statement[] | Expression;
  readonly scope: Scope;
  /** The class that it is a method of. */
  readonly of: MadeClass | null;
  /** `@staticmethod`, `@property` */
  readonly way: 'static' | 'property' | null;
}

/** A file that was imported, with the values of its names. */
export interface MadeModule {
  /** As it is imported: `models.unet`. */
  readonly name: string;
  /** Null: a folder without a file of its own. */
  readonly file: PlacedFile | null;
  readonly scope: Scope;
  /** Its code is gone through: not all of its names have values yet. */
  isRunning: boolean;
  /** Why it can't be gone through. */
  problem: (Range & { readonly problem: Problem }) | null;
}

export interface MadeClass extends Range {
  readonly name: string;
  readonly bases: readonly Value[];
  readonly members: Map<string, Value>;
}

export interface MadeInstance {
  readonly of: MadeClass;
  readonly call: Call;
  readonly attributes: Map<string, Value>;
  /** What a subclass of Model describes, once that was asked for. */
  model: Model | null;
  /** What a subclass of one of Keras's layers is that its own call() may build on: `super().call(x)`. */
  layer: MadeLayer | null;
  built: boolean;
}

/** Where an argument stands. */
export interface ArgumentPlace {
  /** With its keyword. */
  readonly argument: Range;
  readonly value: Range;
  /** Where its value is written: at a variable, in a list that is gone through, or at the argument itself. */
  readonly origin: Range | null;
}

export interface GivenArgument extends ArgumentPlace {
  readonly name: string;
  readonly keyword: Range | null;
  readonly given: Value;
}

export interface MadeObject {
  readonly className: string;
  readonly call: Call | null;
  readonly arguments: readonly GivenArgument[];
  readonly at: Range;
}

export interface InputNode {
  readonly type: 'input';
  readonly name: string | null;
  /** Of a subclass of Model it may be known only with the first model that reads it. */
  shape: Shape | null;
  readonly at: Range;
  /** Where the shape is written. */
  readonly shapeAt: Range | null;
}

/** A layer that the script makes. */
export interface MadeLayer {
  readonly type: 'layer';
  readonly name: string;
  /** The script says its name. */
  readonly named: boolean;
  /** Null: it could not be read, and a lint says why. */
  readonly kind: string | null;
  readonly className: string;
  /** Of a Dense that is written as a product, the bias is written afterwards. */
  options: Readonly<Record<string, unknown>>;
  /** It is passed over: it changes pictures only while a network is trained. */
  readonly isLeftOut: boolean;
  /** Of a Lambda: what it does with a tensor. */
  readonly function: Value | null;
  /** It may take several of ours, by the shape of what it reads; `own` is the one of them that has its weights, once it is made. */
  readonly composed:
    | (KerasLayer & {
        own: MadeLayer | null;
        /** Of several that are not one after another, those that have weights, by suffix. */
        readonly steps: Map<string, MadeLayer>;
      })
    | null;
  /** A function of the script that is its activation: what it does with the layer's result. */
  readonly after: Value | null;
  /** The layer that this is one more use of: with the same weights, at another place or in another model. */
  readonly original: MadeLayer | null;
  /** What could not be read of it. */
  readonly lints: readonly Lint[];
  /** False: its weights stay as they are. Scripts set it after the layer is made as well. */
  trainable: boolean;
  readonly call: Call;
  /** Between the brackets that its options stand in. */
  readonly inside: Range;
  readonly arguments: readonly GivenArgument[];
  /** Of a first layer: the shape of the model's input. */
  readonly input: { readonly shape: Shape | null; readonly at: Range } | null;
  /** In the functional API: what it reads, and where it is applied. */
  reads: readonly Source[] | null;
  applied: Call | null;
  /** The statement that puts it into the model: `model.add(…)`, `x = …(x)`; of a list, the item. */
  place: { readonly statement: Range; readonly item: Range | null; readonly variable: string | null };
  /** The outermost loop that made it, or the call of a function. */
  readonly loop: Range | null;
}

export const rootOf = (layer: MadeLayer): MadeLayer => layer.original ?? layer;

export type Source = InputNode | MadeLayer;

export interface Model {
  /** A sequential model becomes a graph where a graph is put into it. */
  type: 'sequential' | 'functional';
  readonly name: string | null;
  readonly call: Call;
  /** In order, for a sequential model. */
  readonly layers: MadeLayer[];
  inputs: InputNode[];
  outputs: readonly Source[];
  /** A sequential model called on a tensor or asked for its output, as a graph. */
  graph: Model | null;
  /** What could not be read of it. */
  readonly lints: Lint[];
  /** `[` and `]` of Sequential([…]); null where layers are added. */
  list: Range | null;
  /** What was put into a sequential model, in order: known again once its input is. */
  readonly items: { readonly value: Value; readonly at: Range }[];
  /** It was made as a sequential model, and layers can be added to it. */
  readonly grows: boolean;
}

export const unknown = (why: (Range & { problem: Problem }) | null = null): Value => ({
  type: 'unknown',
  why,
  origin: null,
});

/** The value as JSON, with paths by their last name and objects as {class_name, config}; undefined if it is not known. */
export function plainValue(value: Value): unknown {
  switch (value.type) {
    case 'number':
    case 'string':
    case 'constant':
      return value.value;
    case 'list': {
      const items = value.items.map(plainValue);
      return items.includes(undefined) ? undefined : items;
    }
    case 'path':
      return value.path.split('.').at(-1);
    case 'object':
      return { class_name: value.made.className, config: plainConfig(value.made.arguments) };
    case 'layer': {
      const config = plainConfig(value.made.arguments.filter(({ name }) => name !== 'name'));
      return { class_name: value.made.className, config };
    }
    case 'function':
      return isGeluByTanh(value.made.body) ? 'gelu_tanh' : undefined;
    case 'tensor':
    case 'weight':
    case 'array':
    case 'model':
    case 'method':
    case 'module':
    case 'dictionary':
    case 'class':
    case 'instance':
    case 'super':
    case 'partial':
    case 'unknown':
      return undefined;
    default:
      return value satisfies never;
  }
}

export function plainConfig(given: readonly GivenArgument[]): Record<string, unknown> {
  return Object.fromEntries(given.map(({ name, given: value }) => [name, plainValue(value)]));
}

/** `keras.activations.gelu(x, approximate=True)`, which has no name: scripts give it as a lambda. */
function isGeluByTanh(body: MadeFunction['body']): boolean {
  if (!('type' in body) || body.type !== 'call') return false;
  const { callee, arguments: given } = body;
  const isGelu = callee.type === 'member' && callee.property === 'gelu';
  return (
    isGelu &&
    given.some(
      ({ keyword, value }) =>
        keyword?.name === 'approximate' && value.type === 'constant' && value.value === true,
    )
  );
}

/** The value as Python writes it, for messages. */
export function valueText(value: Value): string {
  switch (value.type) {
    case 'number':
      return String(value.value);
    case 'string':
      return JSON.stringify(value.value);
    case 'constant':
      return value.value === null ? 'None' : value.value ? 'True' : 'False';
    case 'list':
      return `(${value.items.map(valueText).join(', ')})`;
    case 'path':
      return value.path;
    case 'module':
      return value.made.name;
    case 'object':
    case 'layer':
      return `${value.made.className}(…)`;
    case 'tensor':
      return 'a tensor';
    case 'weight':
      return 'a weight';
    case 'array':
      return 'data';
    case 'model':
      return 'a model';
    case 'method':
      return `${value.name}(…)`;
    case 'dictionary':
      return '{…}';
    case 'function':
    case 'class':
      return value.made.name;
    case 'instance':
      return `${value.made.of.name}(…)`;
    case 'super':
      return 'super()';
    case 'partial':
      return `partial(${valueText(value.of)}, …)`;
    case 'unknown':
      return '?';
    default:
      return value satisfies never;
  }
}

/** A value for a sentence about it. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
