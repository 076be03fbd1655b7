// The picture that the network is shown: a sample, another picture of the data, a file or a drawing. Of digits the first
// one is a 3, which has strokes in every direction.

import { sizeOf } from '../gpu/shape';
import { onePerClass } from '../elements/picture/samples';
import type { TrainFacade } from '../session/facade';
import type { KeptPage } from './kept/record';

const FIRST_LABEL = '3';

export class ShownPicture {
  #pixels: Float32Array | null = null;
  #sample: number | null = null;
  #label: number | null = null;

  /** @param changed another picture is shown */
  constructor(
    private readonly session: () => TrainFacade | null,
    private readonly changed: () => void,
  ) {}

  /** 0…1, row-major; null before there is a session. */
  get pixels(): Float32Array | null {
    return this.#pixels;
  }

  /** The place among the samples; null for a drawing. */
  get sample(): number | null {
    return this.#sample;
  }

  /** Its class, as an index; null for what is not of the data. */
  get label(): number | null {
    return this.#label;
  }

  show(pixels: Float32Array, sample: number | null, label: number | null = null): void {
    const session = this.session();
    const name = sample === null ? undefined : session?.samples[sample]?.label;
    this.#label = name === undefined ? label : (session?.data.test.classNames.indexOf(name) ?? null);
    session?.showPicture(pixels, this.#label);
    this.#pixels = pixels;
    this.#sample = sample;
    this.changed();
  }

  showFirst(): void {
    const samples = this.session()?.samples ?? [];
    this.#showSample(onePerClass(samples).find((at) => samples[at]?.label === FIRST_LABEL) ?? 0);
  }

  /**
   * A picture kept from an earlier visit if it still fits the network's input, or a sample if only its place is known, else
   * the first one.
   */
  showAgain(kept: Pick<KeptPage, 'picture' | 'sample' | 'label'> | null): void {
    const session = this.session();
    const { picture = null, sample = null, label = null } = kept ?? {};
    if (session && picture?.length === sizeOf(session.input.shape)) this.show(picture, sample, label);
    else if (session && picture === null && sample !== null && sample in session.samples)
      this.#showSample(sample);
    else this.showFirst();
  }

  #showSample(at: number): void {
    const pixels = this.session()?.samples[at]?.pixels;
    if (pixels)
      this.show(
        Float32Array.from(pixels, (value) => value / 255),
        at,
      );
  }
}
