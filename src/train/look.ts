// Looking: the picture that is shown, the probe that computes every layer of it, and the ranges of the colours.
// A look is taken when the picture or the parameters changed; training goes first.

import type { LayerView } from './facade';
import { LayerDomains, layerViews } from './layerViews';
import { RangeWatch } from './rangeWatch';
import { isLost, type Rig } from './rig';

/**
 * While training, a look is taken at most once in the time of this many steps: on a software device it costs about as much
 * as one of them, on a graphics card ten steps are less than a frame.
 */
const STEPS_A_LOOK = 10;

export class Look {
  layers: readonly LayerView[] = [];
  /** Something changed since the last look. */
  stale = true;
  readonly #domains = new LayerDomains();
  readonly #ranges = new RangeWatch((counts) => this.#readRanges(counts));
  #refreshedAt = 0;
  #closed = false;

  /**
   * @param rig whose probe is looked at
   * @param picture the first one, 0…1
   * @param say announces an event of the session
   */
  constructor(
    public rig: Rig,
    private picture: Float32Array,
    private readonly say: (event: 'layerschange' | 'domainchange') => void,
  ) {}

  /** The views of another rig, or of this one with other numbers. */
  adopt(rig: Rig): void {
    this.rig = rig;
    rig.probe.write(this.picture);
    this.layers = layerViews(rig.network, rig.probe, this.#domains);
    this.stale = true;
    this.#ranges.restart();
    this.say('layerschange');
  }

  /** @throws Error for a picture of another size */
  show(pixels: Float32Array): void {
    this.rig.probe.write(pixels);
    this.picture = pixels.slice();
    this.stale = true;
  }

  /** @returns whether a look was taken */
  refresh(training: boolean): boolean {
    if (!this.stale || this.#closed) return false;
    const now = performance.now();
    // A device that takes long for a step takes long for a look as well: training goes first.
    if (training && now - this.#refreshedAt < STEPS_A_LOOK * this.rig.pacer.stepMs) return false;
    this.#refreshedAt = now;
    this.rig.probe.run();
    this.stale = false;
    this.#ranges.changed();
    return true;
  }

  /** Colours begin anew with the next ranges: those of other numbers would show nothing of these. */
  forgetRanges(): void {
    this.#ranges.restart();
    this.#domains.clear();
  }

  /** The views again, with the ranges of now. */
  recolour(): void {
    this.layers = layerViews(this.rig.network, this.rig.probe, this.#domains);
    this.stale = true;
    this.say('domainchange');
  }

  close(): void {
    this.#closed = true;
    this.#ranges.restart();
  }

  async #readRanges(counts: () => boolean): Promise<void> {
    const { rig } = this;
    try {
      const ranges = await rig.probe.readRanges();
      if (!counts() || rig !== this.rig || !this.#domains.widenTo(ranges)) return;
      this.recolour();
    } catch (error) {
      if (!this.#closed && rig === this.rig && !(await isLost(rig.device))) throw error;
    }
  }
}
