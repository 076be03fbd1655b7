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
import { DIGITS, type Assumptions, type ReadingGoal } from './goal';
import { codeOf, filesIn, placeIn, startOf } from './files';
import { Interpreter } from './interpreter';
import type { Lint, Problem } from './lints';
import type { ScriptRecord } from './record';
import { readSettings, type ReadSettings } from './settings';
import { NOT_HERE } from './paths';
import { reachedFrom } from './shapes';
import { parsePython } from './parse';
import { draw, elsewhere, type Drawn } from './drawn';
import { rangeOf, TooMuch, type Range, type Script } from './syntax';
import { valueText, type GivenArgument, type MadeLayer, type Model } from './values';

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
  /** The layer whose weights it has: itself, or the first use of the same layer. */
  readonly owner: string;
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
  /** Names of the files that were gone through, the script first. */
  readonly files: readonly string[];
  /** Files that it imports from and that are not here, as far as their names are known. */
  readonly missing: readonly string[];
}

/**
 * Reads a script, with the other files of its text that it imports (files.ts). Never throws: what is wrong is in `lints`. What only the running script knows is taken as a usual value
 * where nothing else is in the way, and each of these says so.
 */
export function readCode(code: string, goal: ReadingGoal = DIGITS): CodeReading {
  const first = readOnce(code, goal, null);
  if (!lacksValues(first)) return first;
  for (const size of ASSUMED_SIZES) {
    const reading = readOnce(code, goal, { size });
    if (reading.network !== null && !isOfOtherModel(reading)) return reading;
  }
  return first;
}

/** Of pictures whose size is not known: ours, and sizes that networks of many layers can halve often enough. */
const ASSUMED_SIZES = [null, 128, 224] as const;

const isOfOtherModel = ({ lints }: CodeReading): boolean =>
  lints.some(({ problem }) => problem.code === 'otherModel');

/** It can't be read, and one reason at least is a value that only the running script knows; none is a slip of the pen. */
function lacksValues({ lints, network }: CodeReading): boolean {
  const problems = lints.flatMap(({ severity, problem }) =>
    problem.code === 'otherModel' ? [problem.why] : severity === 'error' ? [problem] : [],
  );
  if (network !== null && !problems.length) return false;
  const isOpen = (problem: Problem): boolean =>
    problem.code === 'unknownValue' ||
    (problem.code === 'unread' && /^(loop|condition|imported|operator|class)$/.test(problem.what));
  return (
    problems.some(isOpen) &&
    problems.every((problem) => isOpen(problem) || problem.code === 'shape' || problem.code === 'inputShape')
  );
}

function readOnce(code: string, goal: ReadingGoal, assumed: Assumptions | null): CodeReading {
  try {
    return read(code, goal, assumed);
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    const { what, limit, at } = error;
    const start = startOf(code);
    const range = at ?? { from: start, to: Math.min(code.length, start + 1) };
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
      files: [],
      missing: [],
      settings: readSettings(null, null, () => undefined, ''),
    },
  };
}

function read(code: string, goal: ReadingGoal, assumed: Assumptions | null): CodeReading {
  const script = parsePython(code);
  const noPython = (errors: readonly Range[]): CodeReading =>
    nothingBut(
      code,
      errors
        .slice(0, 3)
        .map(({ from, to }) => ({ from, to, severity: 'error', problem: { code: 'syntax' } })),
    );
  if (script.errors.length > 0) return noPython([...script.errors, ...script.broken]);
  const interpreter = interpreted(script, goal, assumed);
  const { record } = interpreter;
  // Of a line that was not come to, nothing says that the network does without it.
  const broken = script.broken.filter((at) => !isPassedOver(at, record.lints));
  if (broken.length > 0) return noPython(broken);
  const lints = [...record.lints];
  const say = (lint: Lint): number => lints.push(lint);
  const wanted = record.used ?? record.models.at(-1) ?? null;
  const { model, drawn, shaped, said } = whatCanBeRead(wanted, record, code);
  const last = <T extends { readonly model: Model }>(calls: readonly T[]): T | null =>
    calls.filter((call) => call.model === model).at(-1) ?? null;
  const settings = readSettings(
    last(record.compiled),
    last(record.fitted),
    say,
    code,
    shaped.network?.outputs,
  );
  const rest = {
    code,
    settings,
    summary: record.summaries.length > 0,
    imported: record.imported,
    stars: interpreter.globals.stars,
    files: interpreter.modules.read,
    missing: interpreter.modules.missing,
  };
  if (model === null || drawn === null) {
    const [file] = filesIn(code);
    const end = file.from + codeOf(code, file).trimEnd().length;
    const { unmet } = interpreter.modules;
    if (lints.some(({ severity }) => severity === 'error')) return { ...nothingBut(code, lints), ...rest };
    // The model may be in one of the files that are not here.
    if (unmet.length > 0) unmet.slice(0, MOST_UNMET).forEach((why) => say({ ...why, severity: 'error' }));
    else say({ from: Math.max(file.from, end - 1), to: end, severity: 'info', problem: { code: 'noModel' } });
    return { ...nothingBut(code, lints), ...rest };
  }
  // What is said of settings comes before what is said of the model that they belong to.
  const ofScript = said.slice(0, record.lints.length);
  lints.splice(
    0,
    lints.length,
    ...ofScript,
    ...lints.slice(record.lints.length),
    ...said.slice(record.lints.length),
  );
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
      owner: drawn.owners[at] ?? layer.name,
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

/** Gone through once more where only an input in its middle says that the channels come first. */
function interpreted(
  script: Script,
  goal: ReadingGoal,
  assumed: Assumptions | null,
  channelsFirst = false,
): Interpreter {
  const interpreter = new Interpreter(script, goal, assumed, channelsFirst);
  const { record } = interpreter;
  const before = record.channelsFirst;
  for (const at of script.skipped) record.lint(at, 'warning', { code: 'syntax' });
  interpreter.run();
  return record.channelsFirst && !before ? interpreted(script, goal, assumed, true) : interpreter;
}

/** It is said already, as something that the network does without. */
const isPassedOver = ({ from, to }: Range, lints: readonly Lint[]): boolean =>
  lints.some((lint) => lint.severity === 'warning' && lint.from === from && lint.to === to);

const MOST_UNMET = 3;

/** A model, with what is wrong with it. */
interface Tried {
  readonly model: Model | null;
  readonly drawn: Drawn | null;
  readonly shaped: Shaped;
  /** All that is to be said, in the end. */
  readonly said: readonly Lint[];
}

/** A network of fewer layers is no model of its own, but a part that the script prepares. */
const MIN_OTHER_LAYERS = 2;
const MAX_OTHER_MODELS = 20;

/** Something that no correction of the script would bring: what it asks for is not here. */
function isNotHere(problem: Problem): boolean {
  switch (problem.code) {
    case 'unread':
      return ['application', 'class', 'imported', 'lambda', 'method', 'operator', 'shared'].includes(
        problem.what,
      );
    case 'layer':
      return problem.fault === 'class' && NOT_HERE.has(problem.className);
    case 'unknownValue':
      return problem.what === 'layer';
    default:
      return problem.code === 'disconnected';
  }
}

/** Those that the script trains before the others, then the larger ones. */
function otherModels(wanted: Model, { models, fitted, compiled }: ScriptRecord): readonly Model[] {
  const weight = (model: Model): number =>
    (fitted.some((call) => call.model === model) ? 2 : 0) +
    (compiled.some((call) => call.model === model) ? 1 : 0);
  const size = (model: Model): number =>
    model.type === 'sequential' ? model.layers.length : reachedFrom(model.outputs).size;
  return models
    .filter((model) => model !== wanted && model.lints.length === 0)
    .toSorted((a, b) => weight(b) - weight(a) || size(b) - size(a))
    .slice(0, MAX_OTHER_MODELS);
}

const NOTHING: Shaped = { network: null, lacking: [], shapes: null };

function tried(model: Model, record: ScriptRecord): Tried {
  const lints = [...record.lints];
  const say = (lint: Lint): number => lints.push(lint);
  const drawn = draw(model, record, say);
  elsewhere(lints, model, drawn.layers, record);
  for (const layer of drawn.layers) {
    // What was said of it was taken back with what was tried around it.
    if (layer.kind !== null || layer.lints.some((lint) => lints.includes(lint))) continue;
    const problem = { code: 'unread', what: 'operator', name: layer.className } as const;
    const [first] = layer.lints;
    say(first ?? { ...rangeOf(layer.call), severity: 'error', problem });
  }
  const isWhole = (): boolean => !lints.some(({ severity }) => severity === 'error');
  if (drawn.layers.length === 0 && isWhole())
    say({ ...rangeOf(model.call), severity: 'error', problem: { code: 'empty' } });
  const shaped = isWhole() ? shape(drawn, record, say) : NOTHING;
  return { model, drawn, shaped, said: lints };
}

/** The model that the script trains, or of those that can be built another, where that one never could be here. */
function whatCanBeRead(wanted: Model | null, record: ScriptRecord, code: string): Tried {
  if (wanted === null) return { model: null, drawn: null, shaped: NOTHING, said: record.lints };
  const first = tried(wanted, record);
  const errors = first.said.filter(({ severity }) => severity === 'error');
  const [why] = errors;
  if (why === undefined || !errors.every(({ problem }) => isNotHere(problem))) return first;
  for (const model of otherModels(wanted, record)) {
    const other = tried(model, record);
    const { network } = other.shaped;
    if (network === null || network.layers.length < MIN_OTHER_LAYERS) continue;
    const problem = { code: 'otherModel', ...placeIn(code, model.call.from), why: why.problem } as const;
    const lint: Lint = { ...rangeOf(wanted.call), severity: 'warning', problem };
    return { ...other, said: [...other.said, lint] };
  }
  return first;
}

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

interface Shaped {
  readonly network: NetworkConfig | null;
  readonly lacking: readonly Lacking[];
  readonly shapes: Network | null;
}

function shape(drawn: Drawn, { goal, openInputs }: ScriptRecord, say: (lint: Lint) => void): Shaped {
  const layers = drawn.layers.map(({ name, kind, options, trainable }, at): LayerConfig => {
    const [inputs, owner] = [drawn.reads[at] ?? [], drawn.owners[at] ?? name];
    if (owner !== name) return { name, kind: kind ?? '', inputs, sharesWith: owner };
    return { name, kind: kind ?? '', options, inputs, ...(trainable ? {} : { trainable: false }) };
  });
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
    const [height, width, channels = 1] = goal.picture;
    const isOpen = isGiven && drawn.inputs.length === 1 && input?.shape === null && height && width;
    const larger = isOpen ? LARGER_SIZES.map((size) => config(() => [size, size, channels])) : [];
    const fitting = larger.find(isDefined);
    if (fitting !== undefined && input !== undefined) {
      say(assumed(input.at, inputShapeOf(fitting)));
      network = defineNetwork(fitting);
      return { network: fitting, lacking: ['pictures', ...lackingAnswer(network, goal)], shapes: network };
    }
    if (!isGiven) return { network: null, lacking: ['input'], shapes: null };
    const wrong = drawn.layers.find(({ name }) => name === error.layer);
    // One more use of a layer is wrong where it is applied.
    const at = (wrong?.original ? wrong.applied : null) ?? wrong?.call ?? input?.at ?? { from: 0, to: 0 };
    const problem = { code: 'shape', layer: error.layer ?? '', message: error.message } as const;
    say({ ...rangeOf(at), severity: 'error', problem });
    return { network: null, lacking: [], shapes: null };
  }
  for (const { shape: of, at } of drawn.inputs)
    if (of === null && openInputs.has(`${at.from} ${at.to}`)) say(assumed(at, goal.picture));
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

const assumed = (at: Range, shape: Shape): Lint => ({
  ...{ from: at.from, to: at.to, severity: 'warning' },
  problem: { code: 'assumedInput', to: `(${shape.join(', ')})` },
});

/** Usual sizes of pictures, for layers that a picture of ours is too small for. */
const LARGER_SIZES = [64, 128, 224, 299] as const;

function inputShapeOf({ input }: NetworkConfig): Shape {
  const [first] = input;
  return typeof first === 'object' ? first.shape : [];
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
  // A last layer with one number per class and no activation, or the logarithm of a softmax, only needs the softmax.
  if (isAnswer && /^(linear|logSoftmax)$/.test(activation) && last.definition.kind === 'dense')
    return ['softmax'];
  return isRow ? ['answer'] : ['flatten', 'answer'];
}
