// Loss and accuracy of a network, and of each of its outputs.

export interface Score {
  /** A mean. */
  readonly loss: number;
  /** The share of right answers, 0…1. */
  readonly accuracy: number;
}

/** Of a network: the weighted sum of the losses, and the accuracy of the first output. */
export interface TotalScore extends Score {
  /** If there are several. */
  readonly outputs?: readonly Score[];
}

/** @param outputs the scores of all outputs, at least one */
export function totalOf(outputs: readonly Score[], lossWeights: readonly number[]): TotalScore {
  return {
    loss: outputs.reduce((sum, { loss }, i) => sum + loss * (lossWeights[i] ?? 1), 0),
    accuracy: outputs[0]?.accuracy ?? NaN,
    ...(outputs.length === 1 ? {} : { outputs }),
  };
}

/** Means over samples that come in parts. */
export class ScoreSum {
  samples = 0;
  /** Of the network, then of its outputs. */
  readonly #sums: { loss: number; accuracy: number }[] = [];

  add(part: TotalScore, samples: number): void {
    this.samples += samples;
    [part, ...(part.outputs ?? [])].forEach(({ loss, accuracy }, i) => {
      const sum = (this.#sums[i] ??= { loss: 0, accuracy: 0 });
      sum.loss += loss * samples;
      sum.accuracy += accuracy * samples;
    });
  }

  /** NaN before the first part. */
  get mean(): TotalScore {
    const [total = { loss: NaN, accuracy: NaN }, ...outputs] = this.#sums.map(({ loss, accuracy }) => ({
      loss: loss / this.samples,
      accuracy: accuracy / this.samples,
    }));
    return { ...total, ...(outputs.length > 0 ? { outputs } : {}) };
  }
}
