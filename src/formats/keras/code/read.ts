// A Keras script as a network, read and never run: layers with the places of their arguments, the settings of
// compile() and fit(), what is wrong and where, and what is lacking before it can tell pictures apart.

import { sameShape, type Shape } from '../../../graph/tensor';
import { lastActivation } from '../../../models/lower';
import {
  ArchitectureError,
  defineNetwork,
  type LayerConfig,
  type Network,
  type NetworkConfig,
} from '../../../models/network';
import { DIGITS, type ReadingGoal } from './goal';
import { Interpreter } from './interpreter';
import type { Lint } from './lints';
import type { ScriptRecord } from './record';
import { readSettings, type ReadSettings } from './settings';
import { reachedFrom } from './shapes';
import { parsePython } from './parse';
import { TooMuch, type Range } from './syntax';
import {
  rootOf,
  valueText,
  type GivenArgument,
  type InputNode,
  type MadeLayer,
  type Model,
  type Source,
} from './values';

/** Where a layer stands in the code. */
export interface LayerPlace {
  /** `Conv2D(8, 3)` */
  readonly call: Range;
  /** Between the brackets that its options stand in. */
  readonly inside: Range;
  /** `Conv2D`, `layers.Conv2D` */
  readonly callee: Range;
  /** The statement that puts it into the model. */
  readonly statement: Range;
  /** Of Sequential([…]): the item of the list. */
  readonly item: Range | null;
  /** Of the functional API: the call on its inputs, the variable that takes the result, and what is read. */
  readonly applied: Range | null;
  readonly variable: string | null;
  readonly arguments: readonly GivenArgument[];
  /** The outermost loop that makes it. */
  readonly loop: Range | null;
  /** How many layers of the model are made at this place. */
  readonly made: number;
}

export interface ReadLayer {
  readonly name: string;
  /** Its name is written in the code. */
  readonly named: boolean;
  readonly kind: string | null;
  readonly className: string;
  /** Those that are given. */
  readonly options: Readonly<Record<string, unknown>>;
  /** False: training leaves its weights as they are. */
  readonly trainable: boolean;
  /** Names of what it reads. */
  readonly inputs: readonly string[];
  /** Null until the input is known. */
  readonly outputShape: Shape | null;
  readonly place: LayerPlace;
}

/**
 * What the network lacks to tell the pictures of a data set apart.
 * input     no shape of the input is given: shapes wait until it is
 * flat      it begins with rows of numbers, (784,), where pictures are 28×28×1
 * pictures  its input is another than the pictures are
 * flatten   the last layer gives maps, not one row
 * answer    it does not end with a number for every class
 * softmax   these numbers are no probabilities yet
 */
export type Lacking = 'input' | 'flat' | 'pictures' | 'flatten' | 'answer' | 'softmax';

export interface CodeReading {
  readonly code: string;
  /** What the code describes; null where something is wrong, or the input's shape is not known. */
  readonly network: NetworkConfig | null;
  /** The network's own name is written in the code. */
  readonly named: boolean;
  readonly type: Model['type'] | null;
  /** As Keras reads them, whatever is lacking. */
  readonly layers: readonly ReadLayer[];
  readonly inputs: readonly { readonly name: string; readonly shape: Shape | null; readonly at: Range }[];
  readonly lacking: readonly Lacking[];
  readonly settings: ReadSettings;
  /** A summary is asked for. */
  readonly summary: boolean;
  readonly lints: readonly Lint[];
  /** `Sequential(…)` or `Model(…)`, and the list in it. */
  readonly model: { readonly call: Range; readonly list: Range | null } | null;
  /** Names that imports bind, and modules of which everything is imported. */
  readonly imported: ReadonlyMap<string, string>;
  readonly stars: readonly string[];
}

/** Reads a script. Never throws: what is wrong is in `lints`. */
export function readCode(code: string, goal: ReadingGoal = DIGITS): CodeReading {
  try {
    return read(code, goal);
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    const { what, limit, at } = error;
    const range = at ?? { from: 0, to: Math.min(code.length, 1) };
    return nothingBut(code, [
      { from: range.from, to: range.to, severity: 'error', problem: { code: 'tooMuch', what, limit } },
    ]);
  }
}

function nothingBut(code: string, lints: readonly Lint[]): CodeReading {
  return {
    ...{ code, lints, network: null, named: false, type: null, layers: [], inputs: [], lacking: [] },
    ...{
      summary: false,
      model: null,
      imported: new Map(),
      stars: [],
      settings: readSettings(null, null, () => undefined, ''),
    },
  };
}

function read(code: string, goal: ReadingGoal): CodeReading {
  const script = parsePython(code);
  const [error] = script.errors;
  if (error !== undefined) {
    return nothingBut(
      code,
      script.errors.slice(0, 3).map((at) => ({ ...at, severity: 'error', problem: { code: 'syntax' } })),
    );
  }
  const interpreter = new Interpreter(script, goal);
  interpreter.run();
  const { record } = interpreter;
  const lints = [...record.lints];
  const say = (lint: Lint): number => lints.push(lint);
  const model = record.used ?? record.models.at(-1) ?? null;
  const last = <T extends { readonly model: Model }>(calls: readonly T[]): T | null =>
    calls.filter((call) => call.model === model).at(-1) ?? null;
  const settings = readSettings(last(record.compiled), last(record.fitted), say, code);
  const rest = {
    code,
    settings,
    summary: record.summaries.length > 0,
    imported: record.imported,
    stars: record.stars,
  };
  if (model === null) {
    const end = code.trimEnd().length;
    if (!lints.some(({ severity }) => severity === 'error'))
      say({ from: Math.max(0, end - 1), to: end, severity: 'info', problem: { code: 'noModel' } });
    return { ...nothingBut(code, lints), ...rest };
  }
  const drawn = draw(model, record, say);
  elsewhere(lints, model, drawn.layers, record);
  if (drawn.layers.length === 0 && !lints.some(({ severity }) => severity === 'error'))
    say({ ...rangeOf(model.call), severity: 'error', problem: { code: 'empty' } });
  const isWhole = !lints.some(({ severity }) => severity === 'error');
  const shaped = isWhole ? shape(drawn, goal, say) : { network: null, lacking: [], shapes: null };
  const { network, lacking, shapes } = shaped;
  const madeAt = new Map<number, number>();
  drawn.layers.forEach(({ call }) => madeAt.set(call.from, (madeAt.get(call.from) ?? 0) + 1));
  return {
    ...rest,
    network,
    named: model.name !== null,
    type: model.type,
    layers: drawn.layers.map((layer, at): ReadLayer => ({
      name: layer.name,
      named: layer.named,
      kind: layer.kind,
      className: layer.className,
      options: layer.options,
      trainable: layer.trainable,
      inputs: drawn.reads[at] ?? [],
      outputShape: shapes?.layers.find(({ name }) => name === layer.name)?.outputShape ?? null,
      place: placeOf(layer, madeAt.get(layer.call.from) ?? 1),
    })),
    inputs: drawn.inputs,
    lacking,
    lints,
    model: { call: rangeOf(model.call), list: model.list },
  };
}

const rangeOf = ({ from, to }: Range): Range => ({ from, to });

function placeOf(layer: MadeLayer, made: number): LayerPlace {
  const { call, place, applied } = layer;
  return {
    call: rangeOf(call),
    inside: layer.inside,
    callee: rangeOf(call.callee),
    statement: rangeOf(place.statement),
    item: place.item && rangeOf(place.item),
    applied: applied && rangeOf(applied),
    variable: place.variable,
    arguments: layer.arguments,
    loop: layer.loop && rangeOf(layer.loop),
    made,
  };
}

/** A model's layers in order, by name. */
interface Drawn {
  readonly name: string;
  readonly layers: readonly MadeLayer[];
  /** What each reads. */
  readonly reads: readonly (readonly string[])[];
  readonly inputs: readonly {
    readonly name: string;
    readonly shape: Shape | null;
    readonly at: Range;
    readonly given: boolean;
  }[];
  readonly outputs: readonly string[];
  readonly arguments: readonly GivenArgument[];
}

/** What can't be read of layers and models that this model does without is no error of it. */
function elsewhere(
  lints: Lint[],
  model: Model,
  layers: readonly MadeLayer[],
  { layers: all, models }: ScriptRecord,
): void {
  const own = new Set(layers.map(rootOf));
  const lintsOf = (some: readonly { readonly lints: readonly Lint[] }[]): readonly Lint[] =>
    some.flatMap((one) => one.lints);
  const needed = new Set([...lintsOf([...own]), ...model.lints]);
  const others = new Set(lintsOf([...all.filter((layer) => !own.has(rootOf(layer))), ...models]));
  lints.forEach((lint, at) => {
    if (lint.severity === 'error' && others.has(lint) && !needed.has(lint))
      lints[at] = { ...lint, severity: 'warning' };
  });
}

function draw(model: Model, record: ScriptRecord, say: (lint: Lint) => void): Drawn {
  const name = model.name ?? 'model';
  const drawn = model.type === 'sequential' ? drawSequence(model) : drawGraph(model, record, say);
  const names = new Map<string, MadeLayer | null>(drawn.inputs.map((input) => [input.name, null]));
  for (const layer of drawn.layers) {
    const other = names.get(layer.name);
    // Of one that is used twice, that is said already.
    const isSaid = other !== null && other !== undefined && rootOf(other) === rootOf(layer);
    if (other !== undefined && !isSaid)
      say({ ...rangeOf(layer.call), severity: 'error', problem: { code: 'sameName', name: layer.name } });
    names.set(layer.name, layer);
  }
  return { name, arguments: [], ...drawn };
}

type Connected = Pick<Drawn, 'layers' | 'reads' | 'inputs' | 'outputs'>;

function drawSequence({ layers, inputs }: Model): Connected {
  const [node] = inputs;
  const [first] = layers;
  const at = node ? (node.shapeAt ?? node.at) : (first?.input?.at ?? first?.call ?? { from: 0, to: 0 });
  const input = {
    name: node?.name ?? 'input',
    shape: node ? node.shape : (first?.input?.shape ?? null),
    at: rangeOf(at),
    given: node !== undefined || (first?.input ?? null) !== null,
  };
  return {
    layers,
    inputs: [input],
    reads: layers.map((_, at_) => [layers[at_ - 1]?.name ?? input.name]),
    outputs: layers.slice(-1).map(({ name }) => name),
  };
}

function drawGraph(
  model: Model,
  { applied, layers, models }: ScriptRecord,
  say: (lint: Lint) => void,
): Connected {
  const reached = reachedFrom(model.outputs);
  const ofOthers = reachedFrom(
    models.flatMap(({ outputs, graph }) => [...outputs, ...(graph?.outputs ?? [])]),
  );
  for (const source of reached) {
    if (source.type === 'input' && !model.inputs.includes(source))
      say({ ...rangeOf(model.call), severity: 'error', problem: { code: 'disconnected' } });
  }
  for (const layer of layers) {
    if (layer.reads === null || ofOthers.has(layer) || layer.original !== null) continue;
    say({ ...rangeOf(layer.call), severity: 'warning', problem: { code: 'unused', layer: layer.name } });
  }
  const names = new Map<InputNode, string>();
  model.inputs.forEach((input, at) => names.set(input, input.name ?? (at === 0 ? 'input' : `input_${at}`)));
  const nameOf = (source: Source): string =>
    source.type === 'layer' ? source.name : (names.get(source) ?? 'input');
  const within = applied.filter((layer) => reached.has(layer));
  const roots = new Map<MadeLayer, number>();
  for (const layer of within) {
    const uses = (roots.get(rootOf(layer)) ?? 0) + 1;
    roots.set(rootOf(layer), uses);
    if (uses !== 2) continue;
    const problem = { code: 'unread', what: 'shared', name: layer.name } as const;
    say({ ...rangeOf(layer.applied ?? layer.call), severity: 'error', problem });
  }
  return {
    layers: within,
    inputs: model.inputs.map((input) => ({
      name: nameOf(input),
      shape: input.shape,
      at: rangeOf(input.shapeAt ?? input.at),
      given: true,
    })),
    reads: within.map(({ reads }) => (reads ?? []).map(nameOf)),
    outputs: model.outputs.map(nameOf),
  };
}

interface Shaped {
  readonly network: NetworkConfig | null;
  readonly lacking: readonly Lacking[];
  readonly shapes: Network | null;
}

function shape(drawn: Drawn, goal: ReadingGoal, say: (lint: Lint) => void): Shaped {
  const layers = drawn.layers.map((layer, at): LayerConfig => ({
    name: layer.name,
    kind: layer.kind ?? '',
    options: layer.options,
    inputs: drawn.reads[at] ?? [],
    ...(layer.trainable ? {} : { trainable: false }),
  }));
  const config = (shapeOf: (given: Shape | null) => Shape): NetworkConfig => ({
    name: drawn.name,
    input: drawn.inputs.map((input) => ({ name: input.name, shape: shapeOf(input.shape) })),
    layers,
    outputs: drawn.outputs,
  });
  const [input] = drawn.inputs;
  const isGiven = drawn.inputs.every(({ given }) => given);
  // Without an input, what is lacking is found out as if pictures came in.
  const asGiven = config((given) => given ?? goal.picture);
  let network: Network;
  try {
    network = defineNetwork(asGiven);
  } catch (error) {
    if (!(error instanceof ArchitectureError)) throw error;
    if (!isGiven) return { network: null, lacking: ['input'], shapes: null };
    const at = drawn.layers.find(({ name }) => name === error.layer)?.call ?? input?.at ?? { from: 0, to: 0 };
    const problem = { code: 'shape', layer: error.layer ?? '', message: error.message } as const;
    say({ ...rangeOf(at), severity: 'error', problem });
    return { network: null, lacking: [], shapes: null };
  }
  let chosen = asGiven;
  const given = input?.shape ?? null;
  const lacking: Lacking[] = [];
  if (!isGiven) lacking.push('input');
  else if (drawn.inputs.length === 1 && input && given !== null && !sameShape(given, goal.picture)) {
    const adapted = config(() => goal.picture);
    const size = (lengths: Shape): number => lengths.reduce((product, length) => product * length, 1);
    if (sameShape([...given, 1], goal.picture) && isDefined(adapted)) {
      chosen = adapted;
      network = defineNetwork(adapted);
      const text = (lengths: Shape): string =>
        valueText({
          ...{ type: 'list', size: 0, origin: null },
          items: lengths.map((value) => ({ type: 'number', value, whole: true, origin: null })),
        });
      const problem = { code: 'adaptedInput', from: text(given), to: text(goal.picture) } as const;
      say({ ...input.at, severity: 'info', problem });
    } else lacking.push(given.length === 1 && size(given) === size(goal.picture) ? 'flat' : 'pictures');
  }
  lacking.push(...lackingAnswer(network, goal));
  return { network: isGiven ? chosen : null, lacking, shapes: isGiven ? network : null };
}

function isDefined(config: NetworkConfig): boolean {
  try {
    defineNetwork(config);
    return true;
  } catch {
    return false;
  }
}

function lackingAnswer({ layers, outputs }: Network, { classes }: ReadingGoal): Lacking[] {
  const last = layers.find(({ name }) => name === outputs[0]);
  if (last === undefined) return [];
  const isRow = last.outputShape.length === 1;
  const isAnswer = isRow && last.outputShape[0] === classes;
  const activation = lastActivation(last);
  if (isAnswer && activation === 'softmax') return [];
  // A last layer with one number per class and no activation only needs the softmax.
  if (isAnswer && activation === 'linear' && last.definition.kind === 'dense') return ['softmax'];
  return isRow ? ['answer'] : ['flatten', 'answer'];
}
