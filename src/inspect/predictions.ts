// The answers of the displayed network to every picture of a data set, at one moment: the parameters are copied at the
// start, so that all answers belong to one network while training continues.

import { wholeOrNothing } from '../gpu/buffers';
import type { ImageDataset } from '../data/imageDataset';
import { ParameterStore } from '../models/parameterStore';
import { takeOver } from '../models/takeOver';
import { TestAnswers, type AnswersOptions } from '../train/testAnswers';
import type { InspectionContext } from './context';

export class Predictions {
  #underWay: Promise<unknown> | null = null;
  #closed = false;

  private constructor(
    private readonly from: ParameterStore,
    private readonly copy: ParameterStore,
    private readonly answers: TestAnswers,
  ) {}

  static async create({
    device,
    network,
    store,
  }: Pick<InspectionContext, 'device' | 'network' | 'store'>): Promise<Predictions> {
    return wholeOrNothing(async (own) => {
      const copy = own(new ParameterStore(device, network));
      return new Predictions(store, copy, await TestAnswers.create(device, network, copy));
    });
  }

  /**
   * Answers with the parameters as they are at the call, or when those asked for before are done.
   * @returns [pictures × classes] probabilities, row by row; null if it was cancelled, or its network is gone
   */
  async predict(pictures: ImageDataset, options: AnswersOptions = {}): Promise<Float32Array | null> {
    const gone = (): boolean => this.#closed;
    while (this.#underWay !== null) await this.#underWay.catch(() => undefined);
    if (gone()) return null;
    takeOver(this.copy, this.from);
    const { onProgress, wanted } = options;
    const answered = this.answers.run(pictures, {
      ...(onProgress && { onProgress }),
      wanted: () => !gone() && wanted?.() !== false,
    });
    this.#underWay = answered;
    try {
      return await answered;
    } catch (error) {
      // Its network is gone, and what was to be read with it.
      if (gone()) return null;
      throw error;
    } finally {
      this.#underWay = null;
    }
  }

  destroy(): void {
    this.#closed = true;
    this.answers.destroy();
    this.copy.destroy();
  }
}
