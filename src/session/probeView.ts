// Display: the picture, the probe that computes every layer for it, and the colour ranges. The probe runs when the
// picture or the parameters changed; training has priority.

import { isLost } from '../gpu/deviceLoss';
import type { ColoursFacade, LayerView } from '../inspect/viewsFacade';
import { LayerDomains, layerViews } from '../inspect/probe/layerViews';
import { OpenedMaps } from '../inspect/cell/openedMap';
import { EditedShaders } from '../inspect/shader/editedShaders';
import { RangeWatch } from '../inspect/probe/rangeWatch';
import type { TrainingContext } from './trainingContext';
import { READ_INTERVAL_MS, STEPS_PER_PICTURE, viewEveryMs } from './viewPace';
import { strengthsOf } from '../inspect/strengths';

export class ProbeView {
  layers: readonly LayerView[] = [];
  /** Something changed since the last run of the probe. */
  stale = true;
  /** How often the probe ran to show its numbers. */
  computed = 0;
  /** The ranges of the network, past and present, so that colours keep their meaning in time travel. */
  readonly #own = new LayerDomains();
  /** The ranges of a difference between two snapshots. */
  readonly #changes = new LayerDomains();
  #domains = this.#own;
  /** The probe of the trained parameters. */
  #now = true;
  readonly #ranges = new RangeWatch((counts) => this.#readRanges(counts));
  /** The opened map, computed with the layers. */
  readonly opened: OpenedMaps = new OpenedMaps(
    () => this.context,
    (layer) => this.layers.find(({ name }) => name === layer)?.activationDomain[1] ?? 0,
    () => this.say('openedchange'),
  );
  readonly colours = this.#coloursFacade();
  /** Edited shaders for the probe. */
  readonly shaders: EditedShaders;
  #refreshedAt = 0;
  /** Losses were read since the last run of the probe. */
  #read = true;
  /** Another picture was set since. */
  #another = false;
  #labelled: { readonly picture: Float32Array; readonly label: number } | null = null;
  #closed = false;

  /**
   * @param context the training context with the probe
   * @param picture the first picture, 0…1
   * @param say dispatches an event of the session
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
   * Displays another training context, or this one with other numbers.
   * @param at the context that trains, one that shows a snapshot, or one that shows a difference, which has colour
   * ranges of its own
   */
  adopt(context: TrainingContext, at: 'now' | 'past' | 'change' = 'now'): void {
    // An opened map is closed with the views from which it was opened.
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

  /** Before a difference is shown: runs the probe once, so that the colours span it from the first frame on. */
  async prepareChanges(context: TrainingContext): Promise<void> {
    context.probe.write(this.picture);
    context.probe.run();
    this.#changes.clear();
    this.#changes.take(await context.probe.readRanges());
  }

  /** The class of the picture; null where it is not known. */
  get label(): number | null {
    return this.#labelled?.picture === this.picture ? this.#labelled.label : null;
  }

  /** @throws Error for a picture of another size */
  show(pixels: Float32Array, label: number | null = null): void {
    this.context.probe.write(pixels);
    this.picture = pixels.slice();
    this.#labelled = label === null ? null : { picture: this.picture, label };
    this.stale = this.#another = true;
  }

  /** Training continued: the displayed numbers of the present are out of date. */
  trained(): void {
    if (this.#now) this.stale = true;
  }

  /** The losses of the last steps were read, and are about to be shown. */
  read(): void {
    this.#read = true;
  }

  /** Runs the probe if that is due. */
  refresh(training: boolean): void {
    if (!this.stale || this.#closed) return;
    // Displaying a snapshot is a user's request and runs at once.
    if (training && this.#now && !this.#due()) return;
    this.#refreshedAt = performance.now();
    this.#read = this.#another = false;
    this.context.probe.run();
    this.shaders.ran();
    this.opened.refresh();
    this.stale = false;
    this.computed++;
    this.#ranges.changed();
  }

  /** Training on a device with slow steps, for which a frame of the browser costs as much as one. */
  get #isSlow(): boolean {
    return viewEveryMs(this.context.pacer.stepMs) > READ_INTERVAL_MS;
  }

  /** Whether the next frame may show something new. A slow device shows maps and losses of training in one frame. */
  get everyFrame(): boolean {
    return !this.#isSlow || this.#another;
  }

  /** On a device with slow steps the probe is slow as well: training has priority. */
  #due(): boolean {
    const { stepMs } = this.context.pacer;
    const since = performance.now() - this.#refreshedAt;
    if (this.#another && since >= STEPS_PER_PICTURE * stepMs) return true;
    return this.#isSlow ? this.#read : since >= viewEveryMs(stepMs);
  }

  /**
   * The mean absolute activation of each map of a layer, for the displayed picture. @throws Error if there is no such
   * layer
   */
  strengths(layer: string): Promise<readonly number[]> {
    // The next scheduled run may be a frame away; it still takes place.
    if (this.stale) this.context.probe.run();
    return strengthsOf(this.context, layer);
  }

  /** Restarts the colour ranges with the next readings, because ranges of other numbers do not fit. */
  forgetRanges(): void {
    this.#ranges.restart();
    this.#own.clear();
    this.#changes.clear();
  }

  /** Rebuilds the views with the current ranges. */
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
