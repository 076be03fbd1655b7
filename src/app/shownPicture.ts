// The picture that the network is shown: a sample or a drawing. The first one is a 3, which has strokes in every
// direction.

import type { ReactiveControllerHost } from 'lit';
import { sizeOf } from '../gpu/shape';
import { onePerClass } from '../elements/picture/samples';
import type { TrainFacade } from '../session/facade';

const FIRST_LABEL = '3';

export class ShownPicture {
  #pixels: Float32Array | null = null;
  #sample: number | null = null;

  /** @param changed another picture is shown */
  constructor(
    private readonly host: ReactiveControllerHost,
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

  show(pixels: Float32Array, sample: number | null): void {
    this.session()?.showPicture(pixels);
    this.#pixels = pixels;
    this.#sample = sample;
    this.changed();
    this.host.requestUpdate();
  }

  showFirst(): void {
    const samples = this.session()?.samples ?? [];
    const first = onePerClass(samples).find((at) => samples[at]?.label === FIRST_LABEL) ?? 0;
    const pixels = samples[first]?.pixels;
    if (pixels)
      this.show(
        Float32Array.from(pixels, (value) => value / 255),
        first,
      );
  }

  /** A picture kept from an earlier visit if it still fits the network's input, else the first one. */
  showAgain(kept: { readonly picture: Float32Array | null; readonly sample: number | null } | null): void {
    const session = this.session();
    if (session && kept?.picture?.length === sizeOf(session.input.shape))
      this.show(kept.picture, kept.sample);
    else this.showFirst();
  }
}
