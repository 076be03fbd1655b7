// The loss became NaN or infinite. The message says where, and what to try.

export interface NonFiniteFacts {
  readonly code: 'nonFinite';
  readonly step: number;
  readonly operation: string | null;
  readonly learningRate: number;
}

export class NonFiniteLossError extends Error {
  override readonly name = 'NonFiniteLossError';

  /**
   * @param step the first step with a non-finite loss, 0-based
   * @param operation the label of the first dispatch with a non-finite result; null if none was found
   */
  constructor(
    readonly step: number,
    readonly operation: string | null,
    readonly learningRate: number,
  ) {
    const place = operation === null ? '' : ` The first number that is not finite is made by '${operation}'.`;
    super(
      `the loss of step ${step + 1} is not a finite number.${place} ` +
        `Training stopped at the last good parameters. Try a smaller learning rate than ${learningRate}, or check the data for NaN.`,
    );
  }

  get facts(): NonFiniteFacts {
    const { step, operation, learningRate } = this;
    return { code: 'nonFinite', step, operation, learningRate };
  }
}
