// Shared by the layers that change pictures at random while a network is trained, so that it rarely sees a picture twice. In
// evaluation and inference they pass pictures on unchanged and run nothing.
//
// What is drawn is a function of seed, step, the layer's name and the picture: nothing is stored, and a run can be repeated,
// paused and resumed with the same numbers.

import type { Graph } from '../../graph/graph';
import type { Tensor } from '../../graph/tensor';
import { globalAveragePoolForward } from '../../kernels/globalAveragePooling';
import {
  randomAffineForward,
  randomAffineGradInput,
  STILL,
  type Ends,
  type RandomAffineParams,
  type RandomMovement,
} from '../../kernels/randomAffine';
import {
  randomToneForward,
  randomToneGradInput,
  randomToneKept,
  type RandomTone,
  type RandomToneParams,
} from '../../kernels/randomTone';
import { ndArray, type NdArray } from '../../reference/ndArray';
import {
  randomAffineBackward,
  randomAffineForward as referenceAffine,
  type DrawnAt,
} from '../../reference/randomAffine';
import { randomToneBackward, randomToneForward as referenceTone } from '../../reference/randomTone';
import { asMap, oneElement, only, type LayerDefinition } from '../layer';
import { choice, InvalidOption, number, type Option, type OptionTable, type Resolved } from '../options';
import { randomStream } from './randomStream';

/** A number, or where a range begins and ends. */
export type Factor = number | Ends;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function parseEnds(given: unknown): Ends | null {
  const [from, to, ...more] = Array.isArray(given) ? (given as readonly unknown[]) : [];
  return isNumber(from) && isNumber(to) && more.length === 0
    ? [Math.min(from, to), Math.max(from, to)]
    : null;
}

interface FactorLimits extends Pick<Option<unknown>, 'usual' | 'suggested' | 'advanced'> {
  readonly min: number;
  readonly max: number;
  /** The least is not a value itself. */
  readonly above?: boolean;
}

function checkFactor(given: unknown, { min, max, above = false }: FactorLimits): Factor {
  const ends = parseEnds(given);
  const numbers = ends ?? (isNumber(given) ? [given] : []);
  if (numbers.length > 0 && numbers.every((one) => one <= max && (above ? one > min : one >= min)))
    return ends ?? (given as number);
  throw new InvalidOption(
    `${above ? `above ${min} and at most ${max}` : `between ${min} and ${max}`}, or two such numbers, from and to`,
    { wants: 'ends', min, max, above },
  );
}

/** Keras's `factor`: 0.2 stands for −0.2 … 0.2 (see `endsOf`), a pair for what lies between. */
export function factor(limits: FactorLimits): Option<Factor> {
  const { above: _, ...rest } = limits;
  return { type: 'ends', ...(rest as Partial<Option<Factor>>), parse: (given) => checkFactor(given, limits) };
}

/** Null: as another option. */
export function optionalFactor(limits: FactorLimits): Option<Factor | null> {
  return {
    ...(factor(limits) as Option<Factor | null>),
    default: null,
    parse: (given) => (given === null ? null : checkFactor(given, limits)),
  };
}

/** What pixels lie between: Keras has whole numbers there, this page numbers from 0 to 1. */
export const valueRange = (): Option<Ends> => ({
  type: 'ends',
  default: [0, 255],
  suggested: [0, 1],
  advanced: true,
  parse: (given) => {
    const ends = parseEnds(given);
    if (ends !== null && ends[0] < ends[1]) return ends;
    throw new InvalidOption('two different numbers, the least and the greatest', { wants: 'ends' });
  },
});

/** The range that is drawn from. */
export const endsOf = (given: Factor): Ends =>
  typeof given === 'number' ? [-Math.abs(given), Math.abs(given)] : given;

/** What moves pictures has these options, in Keras's order and with its defaults. */
export const filling = {
  fillMode: choice(['reflect', 'wrap', 'constant', 'nearest'], 'reflect'),
  interpolation: choice(['nearest', 'bilinear'], 'bilinear'),
  fillValue: number({ default: 0, advanced: true }),
};

type Filling = Pick<RandomMovement, 'fillMode' | 'interpolation' | 'fillValue'>;

type Random<Table extends OptionTable> = Omit<LayerDefinition<Table>, 'kind' | 'className' | 'cases'>;

interface Change<Options> {
  /** What training does, behind `in training`. */
  says(options: Options): string;
  /** @param state the training state */
  forward(options: Options, graph: Graph, name: string, x: Tensor, state: Tensor): Tensor;
  backward(options: Options, graph: Graph, name: string, x: Tensor, dy: Tensor, state: Tensor): Tensor;
  readonly reference: {
    forward(options: Options, name: string, x: NdArray, drawn: DrawnAt): NdArray;
    backward(options: Options, name: string, x: NdArray, dy: NdArray, drawn: DrawnAt): NdArray;
  };
}

function randomly<Table extends OptionTable>(options: Table, change: Change<Resolved<Table>>): Random<Table> {
  return {
    options,
    inputs: { min: 1, max: 1 },
    fusesActivation: false,
    fusesInputActivation: false,
    augments: true,

    outputShape: (_, inputs) => asMap(only(inputs)),
    parameters: () => [],

    forward: (o, graph, { name, inputs, training, trainingState }) => {
      const x = only(inputs);
      if (!training) return { y: x };
      if (trainingState === null)
        throw new Error(`'${name}': needs the training state to draw its random numbers`);
      return { y: change.forward(o, graph, name, x, trainingState) };
    },

    backward: (o, graph, { name, inputs, dy, training, trainingState, wanted }) => {
      if (wanted[0] !== true) return [null];
      if (!training || trainingState === null) return [dy];
      return [change.backward(o, graph, name, only(inputs), dy, trainingState)];
    },

    multiplyAdds: () => 0,

    reference: {
      forward: (o, inputs, _, { training, name = '', ...drawn }) => {
        const x = only(inputs);
        return training ? change.reference.forward(o, name, x, drawn) : ndArray(x.shape, x.data);
      },
      backward: (o, inputs, _, dy, { training, name = '', ...drawn }) => ({
        inputs: [
          training ? change.reference.backward(o, name, only(inputs), dy, drawn) : ndArray(dy.shape, dy.data),
        ],
        parameters: {},
      }),
    },

    explain: {
      formula: (o) => `y = x; in training ${change.says(o)}`,
      // For inference.
      rule: 'sum',
      windows: (_, __, index) => [oneElement(0, index)],
      terms: (_, __, index) => [{ input: 0, at: index }],
    },
  };
}

/** Layers that move pictures. @param movementOf what is not said stays */
export function moving<Table extends OptionTable>(
  options: Table,
  movementOf: (options: Resolved<Table>) => Partial<RandomMovement>,
  says: (options: Resolved<Table>) => string,
): Random<Table> {
  const movement = (o: Resolved<Table>, name: string): RandomMovement => ({
    ...STILL,
    ...(o as unknown as Filling),
    ...movementOf(o),
    stream: randomStream(name),
  });
  const params = (o: Resolved<Table>, name: string, { shape }: Tensor): RandomAffineParams => {
    const [batch = 1, height = 1, width = 1, channels = 1] = shape;
    return { ...movement(o, name), batch, height, width, channels };
  };
  return randomly(options, {
    says,
    forward: (o, graph, name, x, trainingState) => {
      const y = graph.tensor(`${name}/y`, x.shape);
      graph.dispatch(randomAffineForward, `${name}/forward`, params(o, name, x), { x, trainingState, y });
      return y;
    },
    backward: (o, graph, name, x, dy, trainingState) => {
      const dx = graph.tensor(`${name}/dx`, x.shape);
      graph.dispatch(randomAffineGradInput, `${name}/dx`, params(o, name, x), { dy, trainingState, dx });
      return dx;
    },
    reference: {
      forward: (o, name, x, drawn) => referenceAffine(x, movement(o, name), drawn),
      backward: (o, name, _, dy, drawn) => randomAffineBackward(dy, movement(o, name), drawn),
    },
  });
}

/** Layers that change contrast or brightness. */
export function toning<Table extends OptionTable>(
  options: Table,
  toneOf: (options: Resolved<Table>) => Omit<RandomTone, 'stream'>,
  says: (options: Resolved<Table>) => string,
): Random<Table> {
  const tone = (o: Resolved<Table>, name: string): RandomTone => ({
    ...toneOf(o),
    stream: randomStream(name),
  });
  const params = (o: Resolved<Table>, name: string, { shape }: Tensor): RandomToneParams => {
    const [batch = 1, height = 1, width = 1, channels = 1] = shape;
    return { ...tone(o, name), batch, pixels: height * width, channels };
  };
  /** Of each map; where contrast stays, nothing reads it. */
  const mean = (p: RandomToneParams, graph: Graph, label: string, x: Tensor): Tensor => {
    if (p.contrast === null) return x;
    const y = graph.tensor(label, [p.batch, p.channels]);
    const of = { batch: p.batch, positions: p.pixels, channels: p.channels };
    graph.dispatch(globalAveragePoolForward, label, of, { x, y });
    return y;
  };
  return randomly(options, {
    says,
    forward: (o, graph, name, x, trainingState) => {
      const p = params(o, name, x);
      const y = graph.tensor(`${name}/y`, x.shape);
      const bound = { x, mean: mean(p, graph, `${name}/mean`, x), trainingState, y };
      graph.dispatch(randomToneForward, `${name}/forward`, p, bound);
      return y;
    },
    backward: (o, graph, name, x, dy, trainingState) => {
      const p = params(o, name, x);
      const kept = graph.tensor(`${name}/kept`, x.shape);
      const bound = { x, mean: mean(p, graph, `${name}/mean again`, x), dy, trainingState, kept };
      graph.dispatch(randomToneKept, `${name}/kept`, p, bound);
      if (p.contrast === null) return kept;
      const dx = graph.tensor(`${name}/dx`, x.shape);
      const ofKept = mean(p, graph, `${name}/mean of kept`, kept);
      graph.dispatch(randomToneGradInput, `${name}/dx`, p, { kept, mean: ofKept, trainingState, dx });
      return dx;
    },
    reference: {
      forward: (o, name, x, drawn) => referenceTone(x, tone(o, name), drawn),
      backward: (o, name, x, dy, drawn) => randomToneBackward(x, dy, tone(o, name), drawn),
    },
  });
}

/** `-0.2…0.2` */
export const rangeText = ([from, to]: Ends): string => `${from}…${to}`.replaceAll('-', '−');
