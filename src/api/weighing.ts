// classWeight and sampleWeight of fit(), loaded for programs that give them. It imports nothing of fit(), whose modules would
// then be chunks of their own in every program.

import type { Compiled, ModelCore } from './core';
import { ModelError } from './errors';
import type { FitArgs } from './fit';
import type { readSamples } from './samples';

/** @throws ModelError for a class that there is not; the loss checks the numbers */
export function readClassWeight(
  core: ModelCore,
  { losses }: Compiled,
  given: FitArgs['classWeight'],
): readonly number[] | undefined {
  if (given === undefined) return undefined;
  const [output, ...others] = core.outputs;
  const [loss] = losses;
  if (output === undefined || loss === undefined || others.length > 0) {
    throw new ModelError(
      `fit: classWeight is for models of one output. Received ${others.length + 1}; compile() has lossWeights`,
    );
  }
  const count = loss.weightedClasses(output.outputShape);
  for (const key of Object.keys(given)) {
    if (Number.isInteger(Number(key)) && Number(key) >= 0 && Number(key) < count) continue;
    const classes = count === 0 ? `absent with '${loss.kind}'` : `by numbers from 0 to ${count - 1}`;
    throw new ModelError(`fit: classWeight must be ${classes}. Received '${key}'`);
  }
  return Array.from({ length: count }, (_, at) => given[at] ?? 1);
}

/** One number a sample, those for training first. @throws ModelError (as a rejection) */
export async function readSampleWeight(
  { sampleWeight, classWeight }: FitArgs,
  samples: number,
  reader: typeof readSamples,
): Promise<Float32Array | undefined> {
  if (!sampleWeight) return undefined;
  if (classWeight !== undefined)
    throw new ModelError('fit: expected sampleWeight or classWeight. Received both');
  const read = reader('fit: sampleWeight', sampleWeight, []);
  try {
    if (read.count !== samples)
      throw new ModelError(`fit: sampleWeight must have ${samples} numbers. Received ${read.count}`);
    return Float32Array.from(await read.numbers.read());
  } finally {
    read.numbers.release();
  }
}
