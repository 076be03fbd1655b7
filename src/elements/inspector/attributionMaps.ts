// Three attribution maps of a number for this picture: occlusion, the input gradient, Grad-CAM; each, on demand, beside
// the same map of the network with random weights. The maps lie on the GPU and are drawn from there; only their
// smallest and largest number are read back, for the legends.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { colourMap, type ColourMapName } from '../../draw/colourMaps';
import type { Screen } from '../../draw/screen';
import type {
  AttributionMap,
  Attribution,
  Unit,
  WeightChoice,
} from '../../inspect/attribution/attributionFacade';
import type { TrainFacade } from '../../session/facade';
import { busyOver } from '../controls/busy';
import { SessionElement } from '../sessionElement';
import { LatestController } from '../controllers/latestController';
import { errorText } from '../text/errorText';
import { formatShape } from '../text/format';
import { locale } from '../locale';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import { legend, spanOf } from './legend';
import './overlay';
import { switchStyles, tabStyles } from './tabStyles';
import { whyStyles } from './whyStyles';
import { explainWords } from '../locales/explain';

type Kind = 'occlusion' | 'gradient' | 'cam';

const KINDS: readonly Kind[] = ['occlusion', 'gradient', 'cam'];
const COLOURS: Readonly<Record<Kind, ColourMapName>> = {
  occlusion: 'signed',
  gradient: 'gradient',
  cam: 'activation',
};
const SIZES = [1, 3, 5, 7, 9, 11];
const STRIDES = [1, 2, 3, 4];
/** Sides of pictures: the one that sizes and strides are meant for, and from which on they are larger. */
const USUAL = 28;
const LARGE = 96;
const FILLS = { black: 0, grey: 0.5, white: 1 } as const;
type Fill = keyof typeof FILLS;

/** A map with the pixels it stands for. */
interface Shown extends AttributionMap {
  readonly reach: readonly [rows: number, columns: number];
}

const isBlank = ({ range }: Shown): boolean => range[0] === 0 && range[1] === 0;

const nameOf = (kind: Kind, weights: WeightChoice): string => `${kind} ${weights}`;

@customElement('cs-attribution-maps')
export class AttributionMapsElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'statechange'] as const;
  static override readonly styles = [shared, tabStyles, switchStyles, whyStyles];

  @property({ attribute: false }) unit: Unit | null = null;
  /** The unit is a class: occlusion asks for its probability. */
  @property({ type: Boolean }) probability = false;
  @state() private size = 7;
  @state() private stride = 2;
  @state() private fill: Fill = 'black';
  /** Null: the last one before the unit. */
  @state() private layer: string | null = null;
  @state() private random = false;
  @state() private opacity = 0.75;
  @state() private share: number | null = null;
  @state() private layers: readonly string[] = [];
  /** How often other random weights were drawn. */
  @state() private draws = 0;
  #seed = 0;

  readonly #work = new LatestController<true>(this);
  #maps = new Map<string, Shown>();
  /** Goes up whenever picture or parameters have changed. */
  #version = 0;
  #asOf = 0;
  #screen: Screen | null = null;
  #leave: (() => void) | null = null;
  /** The last request: a failed one is not repeated by itself. */
  #asked = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    this.#leave = null;
    this.#screen = null;
  }

  protected override sessionChanged(event: Event): void {
    if (event.type === 'layerschange') {
      // The previous maps lie on destroyed buffers.
      this.#work.drop();
      this.#maps = new Map();
      this.layer = null;
      this.#version++;
    }
    this.requestUpdate();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.screen !== this.#screen) {
      this.#leave?.();
      this.#screen = this.screen;
      this.#leave =
        this.screen?.onFrame((moved) => {
          if (!moved) return;
          this.#version++;
          this.requestUpdate();
        }) ?? null;
    }
    if (changed.has('unit') && String(changed.get('unit')?.layer) !== String(this.unit?.layer))
      this.layer = null;
    this.#ask();
  }

  /** While the network trains, the maps are not updated, because they cost as much as steps. */
  get #resting(): boolean {
    const state = this.session?.state;
    return state === 'idle' || state === 'failed';
  }

  #ask(): void {
    const { session, unit, size, stride, fill, layer, random } = this;
    if (!session || !unit || (!this.#resting && this.#maps.size > 0)) return;
    const key = [unit.layer, unit.index, size, stride, fill, layer, random, this.draws, this.#version].join(
      ' ',
    );
    if (key === this.#work.answered || (this.#work.error && key === this.#asked)) return;
    this.#work.ask(key, (wanted) => {
      this.#asked = key;
      return this.#compute(session, unit, wanted);
    });
  }

  async #compute(session: TrainFacade, unit: Unit, wanted: () => boolean): Promise<true | null> {
    const attribution = await session.tools.attribution();
    if (!wanted()) return null;
    const { step } = session.progress;
    this.layers = attribution.camLayers(unit);
    this.#seed = attribution.randomSeed;
    for (const weights of this.random ? (['learned', 'random'] as const) : (['learned'] as const)) {
      for (const kind of ['gradient', 'cam', 'occlusion'] as const) {
        if (!wanted()) return null;
        const shown = await this.#map(attribution, kind, weights, unit, wanted);
        if (shown === null && kind === 'occlusion') return null;
        if (shown === null) this.#maps.delete(nameOf(kind, weights));
        else this.#maps.set(nameOf(kind, weights), shown);
        this.requestUpdate();
      }
    }
    this.#asOf = step;
    return true;
  }

  async #map(
    attribution: Attribution,
    kind: Kind,
    weights: WeightChoice,
    unit: Unit,
    wanted: () => boolean,
  ): Promise<Shown | null> {
    const [rows = 1, columns = 1] = this.session?.input.shape ?? [];
    const [size, stride] = [this.size * this.#scale, this.stride * this.#scale];
    switch (kind) {
      case 'occlusion': {
        const map = await attribution
          .occlusion(unit, weights, {
            size,
            stride,
            fill: FILLS[this.fill],
            wanted,
            onProgress: (share) => (this.share = share),
          })
          .finally(() => (this.share = null));
        return (
          map && { ...map, reach: [Math.ceil(rows / stride) * stride, Math.ceil(columns / stride) * stride] }
        );
      }
      case 'gradient':
        return { ...(await attribution.inputGradient(unit, weights)), reach: [rows, columns] };
      case 'cam': {
        const layer = this.#camLayer;
        return layer === null
          ? null
          : { ...(await attribution.gradCam(unit, layer, weights)), reach: [rows, columns] };
      }
      default:
        kind satisfies never;
        return null;
    }
  }

  /** On large pictures a square covers more pixels, so that there are not thousands of positions. */
  get #scale(): number {
    const side = Math.max(...(this.session?.input.shape ?? []));
    return side > LARGE ? Math.round(side / USUAL) : 1;
  }

  /** The last convolution before the unit, where none is chosen. */
  get #camLayer(): string | null {
    const { layers, layer, session } = this;
    if (layer !== null && layers.includes(layer)) return layer;
    const convolution = layers.findLast(
      (name) => session?.layers.find((one) => one.name === name)?.kernel?.shape.length === 4,
    );
    return convolution ?? layers.at(-1) ?? null;
  }

  async #another(): Promise<void> {
    const attribution = await this.session?.tools.attribution();
    if (!attribution) return;
    attribution.randomise(attribution.randomSeed + 1);
    this.draws++;
  }

  #figure(kind: Kind, weights: WeightChoice): TemplateResult {
    const why = explainWords();
    const shown = this.#maps.get(nameOf(kind, weights));
    const map = colourMap(COLOURS[kind], themeChoice.theme);
    const domain = spanOf(map.centred, shown?.range ?? [0, 0]);
    const { tab } = why;
    const caption = weights === 'learned' ? tab.learnedWeights : tab.randomWeights(this.#seed);
    return html`<figure>
      ${this.random ? html`<figcaption>${caption}</figcaption>` : nothing}
      <cs-overlay
        data-testid=${`${kind}-${weights}`}
        .picture=${this.session?.input ?? null}
        .map=${shown ? { tensor: shown.tensor, map, domain, reach: shown.reach } : null}
        .opacity=${this.opacity}
        label=${`${why[kind].title}, ${caption}`}
      ></cs-overlay>
      ${!shown && this.#work.busy ? busyOver() : nothing}
      ${shown ? (isBlank(shown) ? html`<p class="small">${tab.blank}</p>` : legend(map, domain, why[kind].ends)) : nothing}
    </figure>`;
  }

  #select<T extends string | number>(
    name: string,
    id: string,
    values: readonly (readonly [T, string])[],
    chosen: T,
    choose: (value: T) => void,
  ): TemplateResult {
    return html`<label
      >${name}
      <select
        data-testid=${id}
        @change=${(event: Event) => {
          const found = values[(event.target as HTMLSelectElement).selectedIndex];
          if (found) choose(found[0]);
        }}
      >
        ${values.map(([value, text]) => html`<option .selected=${value === chosen}>${text}</option>`)}
      </select></label
    >`;
  }

  #options(kind: Kind): TemplateResult | typeof nothing {
    const { occlusion, cam } = explainWords();
    const scale = this.#scale;
    switch (kind) {
      case 'occlusion':
        return html`<div class="options">
          ${this.#select(
            occlusion.size,
            'occlusion-size',
            SIZES.map((size) => [size, formatShape([size * scale, size * scale])] as const),
            this.size,
            (size) => (this.size = size),
          )}
          ${this.#select(
            occlusion.stride,
            'occlusion-stride',
            STRIDES.map((stride) => [stride, String(stride * scale)] as const),
            this.stride,
            (stride) => (this.stride = stride),
          )}
          ${this.#select(
            occlusion.fill,
            'occlusion-fill',
            (Object.keys(FILLS) as Fill[]).map((fill) => [fill, occlusion.fills[fill]] as const),
            this.fill,
            (fill) => (this.fill = fill),
          )}
        </div>`;
      case 'cam': {
        if (this.layers.length < 2) return nothing;
        const names = this.layers.map((name) => {
          const layer = this.session?.layers.find((one) => one.name === name);
          return [name, `${layer?.className ?? name} ${formatShape(layer?.outputShape ?? [])}`] as const;
        });
        return html`<div class="options">
          ${this.#select(cam.layer, 'cam-layer', names, this.#camLayer ?? '', (layer) => (this.layer = layer))}
        </div>`;
      }
      case 'gradient':
        return nothing;
      default:
        kind satisfies never;
        return nothing;
    }
  }

  #part(kind: Kind): TemplateResult {
    const why = explainWords();
    const what =
      kind === 'occlusion'
        ? why.occlusion.what(this.probability ? why.occlusion.probability : why.occlusion.number)
        : why[kind].what;
    const empty = kind === 'cam' && this.layers.length === 0 && !this.#work.busy;
    return html`<section data-testid=${`part-${kind}`}>
      <h4>${why[kind].title}</h4>
      ${
        empty
          ? html`<p class="small">${why.cam.none}</p>`
          : this.random
            ? html`<p class="small">${what}</p>
                <div class="pair">${this.#figure(kind, 'learned')} ${this.#figure(kind, 'random')}</div>
                ${this.#options(kind)}`
            : html`<div class="pair">
                ${this.#figure(kind, 'learned')}
                <div>
                  <p class="small">${what}</p>
                  ${this.#options(kind)}
                </div>
              </div>`
      }
    </section>`;
  }

  protected override render(): TemplateResult {
    const why = explainWords();
    const { tab } = why;
    return html`<section>
        <h3>${tab.maps}</h3>
        <div class="row">
          <label class="switch"
            ><input
              type="checkbox"
              role="switch"
              data-testid="random"
              .checked=${this.random}
              @change=${(event: Event) => (this.random = (event.target as HTMLInputElement).checked)}
            />${tab.random}</label
          >
          <label class="slider"
            >${tab.overlayShort}
            <input
              type="range"
              data-testid="opacity"
              min="0"
              max="1"
              step="0.05"
              aria-label=${tab.overlay}
              .value=${String(this.opacity)}
              @input=${(event: Event) => (this.opacity = Number((event.target as HTMLInputElement).value))}
          /></label>
        </div>
        <progress
          aria-label=${tab.progress}
          .style=${this.share === null ? 'visibility: hidden' : ''}
          .value=${this.share ?? 0}
        ></progress>
        ${
          this.random
            ? html`<p class="caution">${tab.caution}</p>
                <div class="row">
                  <button data-testid="another" @click=${() => void this.#another()}>${tab.another}</button>
                </div>`
            : nothing
        }
        ${this.#resting ? nothing : html`<p class="small">${tab.asOf(this.#asOf)}</p>`}
        ${this.#work.error ? html`<p class="failure" role="alert">${locale.words.why.failed(errorText(this.#work.error, locale.words))}</p>` : nothing}
      </section>
      ${KINDS.map((kind) => this.#part(kind))}`;
  }
}
