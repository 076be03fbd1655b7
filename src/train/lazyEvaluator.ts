// An evaluator that is compiled when it first runs.

import type { Evaluation, EvaluationOptions, Evaluator } from './evaluator';

export class LazyEvaluator {
  #made: Promise<Evaluator> | null = null;

  constructor(private readonly make: () => Promise<Evaluator>) {}

  /** As `Evaluator.run`. @throws what `make` throws, at every run */
  async run(options: EvaluationOptions & { wanted: () => boolean }): Promise<Evaluation | null>;
  async run(options?: EvaluationOptions): Promise<Evaluation>;
  async run(options?: EvaluationOptions & { wanted: () => boolean }): Promise<Evaluation | null> {
    this.#made ??= this.make();
    return (await this.#made).run(options);
  }

  /** A run that still waits for its pipelines ends as it would on a destroyed evaluator. */
  destroy(): void {
    this.#made?.then(
      (evaluator) => evaluator.destroy(),
      () => undefined,
    );
  }
}
