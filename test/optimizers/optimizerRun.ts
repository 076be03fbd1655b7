// Runs an optimizer on the GPU for several steps, each with gradients of its own, with the training state set on between
// them as `record` does.

import { checkOptions } from '../../src/graph/options';
import { TRAINING_STATE, TRAINING_STATE_LENGTH } from '../../src/kernels/trainingState';
import '../../src/optimizers/more';
import type { OptimizerDefinition } from '../../src/optimizers/optimizer';
import { Bench } from '../support/kernelRun';

export interface OptimizerInputs {
  readonly options?: Readonly<Record<string, unknown>>;
  /** A multiple of 64 of them. */
  readonly parameters: ArrayLike<number>;
  /** One a step. */
  readonly gradients: readonly ArrayLike<number>[];
  /** One a step; default: that of the options. */
  readonly rates?: readonly number[];
  /** λ of L2 for each run of 64; default 0. */
  readonly decay?: readonly number[];
  /** λ of L1 for each run of 64; default 0. */
  readonly l1?: readonly number[];
  /** The steps at which training is halted. */
  readonly halted?: (step: number) => boolean;
  /** The step of the first update, counted from 1. */
  readonly firstStep?: number;
}

export interface OptimizerRun {
  /** After each step. */
  readonly parameters: readonly Float32Array[];
  /** After the last. */
  readonly slots: Readonly<Record<string, Float32Array>>;
}

export async function runOptimizer(
  device: GPUDevice,
  definition: OptimizerDefinition,
  given: OptimizerInputs,
): Promise<OptimizerRun> {
  const options = checkOptions(definition.kind, definition.options, given.options ?? {});
  const size = given.parameters.length;
  const bench = new Bench(device);
  const parameters = bench.tensor('parameters', Float32Array.from(given.parameters));
  const gradients = bench.tensor('gradients', new Float32Array(size));
  const decay = bench.tensor(
    'decay',
    Float32Array.from({ length: size / 32 }, (_, i) => {
      const lambdas = i % 2 === 0 ? given.decay : given.l1;
      return lambdas?.[i >> 1] ?? 0;
    }),
  );
  const trainingState = bench.tensor('trainingState', new Uint32Array(TRAINING_STATE_LENGTH));
  const names = definition.slots(options);
  const slots = Object.fromEntries(names.map((name) => [name, bench.tensor(name, new Float32Array(size))]));
  definition.append(bench.graph, options, { parameters, gradients, slots, decay, trainingState, size });
  await bench.run(0);

  const after: Float32Array[] = [];
  for (const [i, gradient] of given.gradients.entries()) {
    const numbers = new Uint32Array(TRAINING_STATE_LENGTH);
    numbers[TRAINING_STATE.step] = (given.firstStep ?? 1) + i;
    numbers[TRAINING_STATE.halted] = Number(given.halted?.(i) ?? false);
    new Float32Array(numbers.buffer)[TRAINING_STATE.rate] =
      given.rates?.[i] ?? (options.learningRate as number);
    bench.write(trainingState, numbers);
    bench.write(gradients, Float32Array.from(gradient));
    await bench.run();
    after.push(await bench.floats(parameters));
  }
  const slotsAfter: Record<string, Float32Array> = {};
  for (const name of names) slotsAfter[name] = await bench.floats(slots[name]!);
  bench.destroy();
  return { parameters: after, slots: slotsAfter };
}
