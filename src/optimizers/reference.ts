// Every optimizer in plain loops, in f64: what the fuzzer and the tests hold the kernels against. No definition has it, so that
// programs that train do without.

import type { OptionTable, Resolved } from '../graph/options';
import { map, ndArray, type NdArray } from '../reference/ndArray';
import { adam, rmsprop, sgd, type Optimizer } from '../reference/optimizers';
import type { OptimizerDefinition } from './optimizer';

/** Makes one step and returns the parameters after it. The gradients include the L2 and L1 decay. `learningRate`: the one of the schedule. */
type Step = (gradients: NdArray, learningRate?: number) => NdArray;

/** Hyperparameters that are options of the same names. */
interface Hyper {
  readonly learningRate: number;
  readonly weightDecay: number;
}

type Reference = (options: Hyper, parameters: NdArray) => Step;

/** Takes the initial parameters. */
export function referenceOf<Table extends OptionTable>(
  definition: OptimizerDefinition<Table>,
  options: Resolved<Table>,
  parameters: NdArray,
): Step {
  const given = options as Resolved<Table> & Hyper;
  return REFERENCES[definition.kind]?.(given, parameters) ?? byLines(definition, given, parameters);
}

const REFERENCES: Readonly<Record<string, Reference>> = {
  adam: stepwise(adam),
  adamw: stepwise(adam),
  rmsprop: stepwise(rmsprop),
  sgd: stepwise(sgd),
};

/** Keeps the state from step to step. Weight decay comes before every step. */
function stepwise<State, Own>(optimizer: Optimizer<State, Own>): Reference {
  return (options, parameters) => {
    let params = parameters;
    let state = optimizer.start(parameters);
    return (gradients, learningRate = options.learningRate) => {
      if (options.weightDecay > 0) params = map(params, (w) => w - learningRate * options.weightDecay * w);
      const hyper = { ...options, learningRate } as unknown as Own;
      ({ params, state } = optimizer.step(params, gradients, state, hyper));
      return params;
    };
  };
}

/** An optimizer that is defined by its lines (byLines.ts): they say what each slot keeps. */
function byLines<Table extends OptionTable>(
  definition: OptimizerDefinition<Table>,
  options: Resolved<Table> & Hyper,
  parameters: NdArray,
): Step {
  let params = parameters;
  let step = 0;
  const kept = new Map(definition.slots(options).map((name) => [name, ndArray(parameters.shape)]));
  return (gradients, learningRate = options.learningRate) => {
    step++;
    let at = 0;
    params = map(params, (weight) => {
      const i = at++;
      const before = [...kept].map(([name, { data }]) => [name, data[i] ?? 0] as const);
      const update = definition.explain(options, {
        ...{ weight, gradient: gradients.data[i] ?? 0, slots: Object.fromEntries(before) },
        ...{ learningRate, step },
      });
      for (const { slot, value, kept: part = value } of update) {
        const data = slot === undefined ? undefined : kept.get(slot)?.data;
        if (data !== undefined) data[i] = part;
      }
      return update.at(-1)?.value ?? NaN;
    });
    return params;
  };
}
