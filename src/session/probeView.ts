// Looking: the picture that is shown, the probe that computes every layer of it, and the ranges of the colours.
// A look is taken when the picture or the parameters changed; training goes first.

import { isLost } from '../gpu/deviceLoss';
import type { ColoursFacade, LayerView } from '../inspect/viewsFacade';
import { LayerDomains, layerViews } from '../inspect/probe/layerViews';
import { OpenedMaps } from '../inspect/cell/openedMap';
import { EditedShaders } from '../inspect/shader/editedShaders';
import { RangeWatch } from '../inspect/probe/rangeWatch';
import type { TrainingContext } from './trainingContext';
import { strengthsOf } from '../inspect/strengths';

/**
 * While training, a look is taken at most once in the time of this many steps: on a software device it costs about as much
 * as one or two of them, on a graphics card fifteen steps are about a frame.
 */
export const STEPS_PER_VIEW = 15;

export class ProbeView {
  layers: readonly LayerView[] = [];
  /** Something changed since the last look. */
  stale = true;
  /** Of the network, past and present: colours mean the same while one travels. */
  readonly #own = new LayerDomains();
  /** Of a change between two instants. */
  readonly #changes = new LayerDomains();
  #domains = this.#own;
  /** Looks at the parameters that are trained. */
  #now = true;
  readonly #ranges = new RangeWatch((counts) => this.#readRanges(counts));
  /** The map that is taken apart: computed whenever the layers are. */
  readonly opened: OpenedMaps = new OpenedMaps(
    () => this.context,
    (layer) => this.layers.find(({ name }) => name === layer)?.activationDomain[1] ?? 0,
    () => this.say('openedchange'),
  );
  readonly colours = this.#coloursFacade();
  /** Shaders typed for the probe. */
  readonly shaders: EditedShaders;
  #refreshedAt = 0;
  #closed = false;

  /**
   * @param context whose probe is looked at
   * @param picture the first one, 0…1
   * @param say announces an event of the session
   */
  constructor(
    public context: TrainingContext,
    public picture: Float32Array,
    private readonly say: (event: 'layerschange' | 'domainchange' | 'openedchange' | 'shaderschange') => void,
  ) {
    this.shaders = new EditedShaders(context, () => {
      this.stale = true;
      this.say('shaderschange');
    });
  }

  /**
   * The views of another training context, or of this one with other numbers.
   * @param at the training context that trains, one that shows an instant of the past, or one that shows changes, which have
   * colours of their own
   */
  adopt(context: TrainingContext, at: 'now' | 'past' | 'change' = 'now'): void {
    // What was open goes with the views it was opened from.
    this.opened.close();
    this.shaders.adopt(context);
    this.context = context;
    this.#now = at === 'now';
    this.#domains = at === 'change' ? this.#changes : this.#own;
    context.probe.write(this.picture);
    this.layers = layerViews(context.network, context.probe, this.#domains);
    this.stale = true;
    this.#ranges.restart();
    this.say('layerschange');
  }

  /** Before a change is shown: looks once, so that its colours span it from the first frame on. */
  async prepareChanges(context: TrainingContext): Promise<void> {
    context.probe.write(this.picture);
    context.probe.run();
    this.#changes.clear();
    this.#changes.take(await context.probe.readRanges());
  }

  /** @throws Error for a picture of another size */
  show(pixels: Float32Array): void {
    this.context.probe.write(pixels);
    this.picture = pixels.slice();
    this.stale = true;
  }

  /** Training went on: a look at the present is out of date. */
  trained(): void {
    if (this.#now) this.stale = true;
  }

  /** @returns whether a look was taken */
  refresh(training: boolean): boolean {
    if (!this.stale || this.#closed) return false;
    const now = performance.now();
    // A device that takes long for a step takes long for a look as well: training goes first. A look at the past was
    // asked for by hand, and is taken at once.
    if (training && this.#now && now - this.#refreshedAt < STEPS_PER_VIEW * this.context.pacer.stepMs)
      return false;
    this.#refreshedAt = now;
    this.context.probe.run();
    this.shaders.ran();
    this.opened.refresh();
    this.stale = false;
    this.#ranges.changed();
    return true;
  }

  /** The mean size of each map of a layer, on the picture shown. @throws Error if there is no such layer */
  strengths(layer: string): Promise<readonly number[]> {
    // The page's next look may be a frame away; it still is to come.
    if (this.stale) this.context.probe.run();
    return strengthsOf(this.context, layer);
  }

  /** Colours begin anew with the next ranges: those of other numbers would show nothing of these. */
  forgetRanges(): void {
    this.#ranges.restart();
    this.#own.clear();
    this.#changes.clear();
  }

  /** The views again, with the ranges of now. */
  recolour(): void {
    this.layers = layerViews(this.context.network, this.context.probe, this.#domains);
    this.stale = true;
    this.say('domainchange');
  }

  #coloursFacade(): ColoursFacade {
    const domains = (): LayerDomains => this.#domains;
    return {
      get scale() {
        return domains().scale;
      },
      set: (scale) => {
        domains().scale = Object.freeze({ ...scale });
        if (scale.follow) domains().fit();
        this.recolour();
      },
      fit: () => {
        domains().fit();
        this.recolour();
      },
    };
  }

  close(): void {
    this.#closed = true;
    this.#ranges.restart();
    this.opened.close();
    this.shaders.close();
  }

  async #readRanges(counts: () => boolean): Promise<void> {
    const { context } = this;
    try {
      const ranges = await context.probe.readRanges();
      if (!counts() || context !== this.context || !this.#domains.take(ranges)) return;
      this.recolour();
    } catch (error) {
      if (!this.#closed && context === this.context && !(await isLost(context.device))) throw error;
    }
  }
}
