// The Gallery view: the famous networks, to scale. One is chosen from the list; another may be put beside it at the same
// scale. Those that take the pictures of the page open on the stage.

import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { presetNetwork, presetsLike, sameNetwork } from '../../train/catalogue';
import type { TrainFacade } from '../../train/facade';
import {
  GALLERY,
  galleryMemory,
  galleryNetwork,
  gallerySummary,
  type ShownNetwork,
} from '../../train/gallery';
import { mebibytes, type StepMemory } from '../../train/memory';
import { choicesStyles } from '../choicesStyles';
import { inCode } from '../compare/inCode';
import { SessionController } from '../controllers/sessionController';
import { formatShape } from '../format';
import { ViewEvent } from '../frame/header';
import { LocaleController, locale } from '../locale';
import { shared } from '../styles';
import '../tabs';
import type { TabEvent } from '../tabs';
import { commonScale, fittingScale, type Scale } from './drawing';
import { HOLDINGS, drawnLayers, every, few, holdingOf, shareText, type PointLayerEvent } from './facts';
import { galleryStyles } from './galleryStyles';
import { layerTable } from './layerTable';
import './scaleDrawing';
import { DRAWING } from './scaleDrawing';
import { shareBars, type Quantity } from './shareBars';
import { galleryWords } from './words';

type Tab = 'layers' | 'summary';
type Measure = 'own' | 'all';

const FIRST = 'vgg16';
/** The others are told to who looks at one: what a step takes on one picture. */
const STEP = { batch: 1, optimizer: 'sgd' } as const;
const COPIED_MS = 1600;

const scaleOf = (network: ShownNetwork): Scale =>
  fittingScale(drawnLayers(network), DRAWING.width, DRAWING.height);

@customElement('cs-gallery')
export class GalleryElement extends LitElement {
  static override readonly styles = [shared, choicesStyles, galleryStyles];

  @property({ attribute: false }) session: TrainFacade | null = null;
  @state() private chosen = FIRST;
  @state() private other: string | null = null;
  @state() private measure: Measure = 'own';
  @state() private tab: Tab = 'layers';
  @state() private pointed: string | null = null;
  @state() private copied: string | null = null;
  @state() private opening = false;
  @state() private failure: string | null = null;

  readonly #memories = new Map<string, StepMemory>();

  constructor() {
    super();
    new LocaleController(this);
    new SessionController(this, () => this.session, ['layerschange', 'statechange']);
    this.addEventListener('cs-gallery-point', ({ layer }: PointLayerEvent) => (this.pointed = layer));
  }

  #choose(name: string): void {
    this.chosen = name;
    this.pointed = null;
    this.failure = null;
    if (this.other === name) this.other = null;
  }

  #memory(name: string, optimizer: string | null): StepMemory {
    const key = `${name} ${optimizer ?? ''}`;
    const before = this.#memories.get(key);
    if (before) return before;
    const memory = galleryMemory(name, STEP.batch, optimizer);
    this.#memories.set(key, memory);
    return memory;
  }

  async #copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.copied = text;
    setTimeout(() => (this.copied = null), COPIED_MS);
  }

  async #open(network: ShownNetwork): Promise<void> {
    const { session } = this;
    const config = presetNetwork(network.name);
    if (!session || !config || this.opening) return;
    this.opening = true;
    this.failure = null;
    try {
      await session.editing.change(config, { key: 'network', values: { to: network.title } });
      this.dispatchEvent(new ViewEvent('stage'));
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.opening = false;
    }
  }

  #scale(network: ShownNetwork, other: ShownNetwork | null): Scale {
    if (this.measure === 'all')
      return GALLERY.map((name) => scaleOf(galleryNetwork(name))).reduce(commonScale);
    return other ? commonScale(scaleOf(network), scaleOf(other)) : scaleOf(network);
  }

  #copyButton(text: string, id: string): TemplateResult {
    const gallery = galleryWords();
    return html`<button class="small" data-testid=${id} @click=${() => void this.#copy(text)}>
      ${this.copied === text ? gallery.copied : gallery.copy}
    </button>`;
  }

  #list(): TemplateResult {
    const gallery = galleryWords();
    const networks = GALLERY.map(galleryNetwork);
    const most = Math.max(...networks.map(({ parameters }) => parameters));
    return html`<nav aria-label=${gallery.list}>
      <div class="heads" aria-hidden="true">
        <span>${gallery.list}</span><span>${gallery.parameters}</span>
      </div>
      ${networks.map(
        ({ name, title, publication, parameters }) =>
          html`<button
            class="network"
            aria-current=${name === this.chosen ? 'true' : 'false'}
            data-testid=${`gallery-${name}`}
            @click=${() => this.#choose(name)}
          >
            <b>${title}</b>
            <span class="year">${publication ? gallery.year(publication.year) : ''}</span>
            <span class="mono">${few(parameters, locale.language)}</span>
            <i style=${`width:${(100 * parameters) / most}%`}></i>
          </button>`,
      )}
    </nav>`;
  }

  #facts(network: ShownNetwork): TemplateResult {
    const { facts } = galleryWords();
    const { language } = locale;
    const { total } = this.#memory(network.name, STEP.optimizer);
    return html`<dl>
      <div>
        <dt>${facts.input}</dt>
        <dd class="mono">${formatShape(network.input)}</dd>
      </div>
      <div>
        <dt>${facts.weighted}</dt>
        <dd class="mono">${network.weighted}</dd>
      </div>
      <div>
        <dt>${facts.parameters}</dt>
        <dd class="mono" data-testid="gallery-count">${every(network.parameters, language)}</dd>
      </div>
      <div>
        <dt>${facts.multiplyAdds}</dt>
        <dd class="mono" title=${every(network.multiplyAdds, language)}>
          ${few(network.multiplyAdds, language)}
        </dd>
      </div>
      <div>
        <dt>${facts.memory}</dt>
        <dd class="mono">${facts.memoryOf(mebibytes(total), STEP.batch, 'SGD')}</dd>
      </div>
    </dl>`;
  }

  /** The way to the stage, or why there is none. */
  #way(network: ShownNetwork): TemplateResult {
    const { session } = this;
    const gallery = galleryWords();
    if (!session) return html``;
    if (presetsLike(session.editing.start).includes(network.name)) {
      const config = presetNetwork(network.name);
      if (config && sameNetwork(config, session.network))
        return html`<div class="way">
          <button
            class="primary"
            data-testid="gallery-stage"
            @click=${() => this.dispatchEvent(new ViewEvent('stage'))}
          >
            ${gallery.goThere}</button
          ><span>${gallery.isOpen}</span>
        </div>`;
      return html`<div class="way">
          <button
            class="primary"
            data-testid="gallery-open"
            ?disabled=${this.opening}
            @click=${() => void this.#open(network)}
          >
            ${this.opening ? gallery.opening : gallery.open}</button
          ><span>${gallery.opens}</span>
        </div>
        ${
          this.failure === null
            ? nothing
            : html`<p class="failure" role="alert">
                ${gallery.failed}: <span class="mono">${this.failure}</span>
              </p>`
        }`;
    }
    const memory = this.#memory(network.name, STEP.optimizer);
    const { total, parameters, gradients, activations, other } = memory;
    const command = `npm run train -- --model ${network.name} --data folder:DIR --size ${network.input[0]}`;
    return html`<div class="large" data-testid="gallery-large">
      <p>
        ${gallery.large(formatShape(network.input), formatShape(session.input.shape))}
        ${gallery.needs(
          mebibytes(total),
          mebibytes(parameters),
          mebibytes(gradients),
          mebibytes(activations),
          mebibytes(other),
          mebibytes(this.#memory(network.name, 'adam').total),
        )}
        ${gallery.forward(mebibytes(this.#memory(network.name, null).total))}
      </p>
      <p class="command">
        ${gallery.terminal} <code>${command}</code> ${this.#copyButton(command, 'gallery-copy-command')}
      </p>
    </div>`;
  }

  #drawings(network: ShownNetwork, other: ShownNetwork | null): TemplateResult {
    const { drawing } = galleryWords();
    const scale = this.#scale(network, other);
    const shown = [network, ...(other ? [other] : [])];
    return html`<section class="card">
      <div class="head">
        <h2>${drawing.title}</h2>
        <span class="controls">
          <span class="choices" role="group" aria-label=${drawing.scale}>
            ${(['own', 'all'] as const).map(
              (measure) =>
                html`<button
                  aria-pressed=${measure === this.measure ? 'true' : 'false'}
                  data-testid=${`scale-${measure}`}
                  @click=${() => (this.measure = measure)}
                >
                  ${drawing[measure]}
                </button>`,
            )}
          </span>
          <label
            >${drawing.compare}
            <select
              data-testid="gallery-other"
              @change=${(event: Event) => (this.other = (event.target as HTMLSelectElement).value || null)}
            >
              <option value="" .selected=${other === null}>${drawing.none}</option>
              ${GALLERY.filter((name) => name !== network.name).map(
                (name) =>
                  html`<option value=${name} .selected=${name === this.other}>
                    ${galleryNetwork(name).title}
                  </option>`,
              )}
            </select></label
          >
        </span>
      </div>
      ${shown.map(
        (one) =>
          html`${other ? html`<h3>${one.title}</h3>` : nothing}<cs-scale-drawing
              .network=${one}
              .scale=${scale}
              .pointed=${this.pointed}
            ></cs-scale-drawing>`,
      )}
      <p class="legend">
        <span>${drawing.legend}</span>
        ${HOLDINGS.map((kind) => html`<span><i class=${kind}></i>${drawing.kinds[kind]}</span>`)}
      </p>
      ${this.#readout(network, other)}
    </section>`;
  }

  /** What is pointed at, or where to point. */
  #readout(network: ShownNetwork, other: ShownNetwork | null): TemplateResult {
    const { drawing, table } = galleryWords();
    const { language } = locale;
    const layer = [network, ...(other ? [other] : [])]
      .flatMap(({ layers }) => layers)
      .find(({ name }) => name === this.pointed);
    if (layer)
      return html`<p class="readout mono" data-testid="gallery-readout">
        <b>${layer.name}</b> ${layer.className} · ${formatShape(layer.shape)} · ${table.parameters}
        ${every(layer.parameters, language)} · ${table.multiplyAdds} ${few(layer.multiplyAdds, language)}
      </p>`;
    if (this.pointed !== null)
      return html`<p class="readout mono" data-testid="gallery-readout">${formatShape(network.input)}</p>`;
    const said =
      other !== null
        ? drawing.same(network.title, other.title)
        : this.measure === 'all'
          ? drawing.tiny(network.title)
          : drawing.hint;
    return html`<p class="readout" data-testid="gallery-readout">${said}</p>`;
  }

  #bars(network: ShownNetwork, other: ShownNetwork | null): TemplateResult {
    const { bars, drawing } = galleryWords();
    const { language } = locale;
    const shown = [network, ...(other ? [other] : [])];
    const length = (one: ShownNetwork) => (quantity: Quantity) =>
      one[quantity] / Math.max(...shown.map((each) => each[quantity]));
    const rows = network.layers.filter((layer) => holdingOf(layer) === 'row');
    const sum = (quantity: Quantity): number => rows.reduce((total, layer) => total + layer[quantity], 0);
    const kinds = [...new Set(rows.map(({ className }) => className))].join(', ');
    return html`<section class="card">
      ${shown.map(
        (one) =>
          html`${other ? html`<h3>${one.title}</h3>` : nothing}${shareBars({
            words: bars,
            language,
            network: one,
            length: length(one),
            pointed: this.pointed,
          })}`,
      )}
      <p class="legend">
        ${HOLDINGS.map((kind) => html`<span><i class=${kind}></i>${drawing.kinds[kind]}</span>`)}
      </p>
      <p data-testid="gallery-dense">
        ${inCode(
          bars.dense(
            kinds,
            few(sum('parameters'), language),
            few(network.parameters, language),
            shareText(sum('parameters') / network.parameters),
            shareText(sum('multiplyAdds') / network.multiplyAdds),
          ),
        )}
      </p>
    </section>`;
  }

  #numbers(network: ShownNetwork): TemplateResult {
    const gallery = galleryWords();
    const summary = gallerySummary(network.name);
    return html`<section class="card">
      <cs-tabs
        label=${gallery.tabs.title}
        .tabs=${(['layers', 'summary'] as const).map((id) => ({ id, name: gallery.tabs[id] }))}
        .chosen=${this.tab}
        @cs-tab=${({ id }: TabEvent) => (this.tab = id === 'summary' ? 'summary' : 'layers')}
      ></cs-tabs>
      ${
        this.tab === 'layers'
          ? layerTable({ words: gallery.table, language: locale.language, network, pointed: this.pointed })
          : html`<div class="summary">
              <pre tabindex="0" aria-label="model.summary()" data-testid="gallery-summary">${summary}</pre>
              ${this.#copyButton(summary, 'gallery-copy')}
            </div>`
      }
    </section>`;
  }

  protected override render(): TemplateResult {
    const gallery = galleryWords();
    const network = galleryNetwork(this.chosen);
    const other = this.other === null ? null : galleryNetwork(this.other);
    const { publication } = network;
    return html`<main class="page">
      <header>
        <h1>${gallery.title}</h1>
        <p>${gallery.lead}</p>
      </header>
      ${this.#list()}
      <article aria-label=${network.title}>
        <div class="about card">
          <h2 class="name">${network.title}</h2>
          <p class="paper">
            ${
              publication
                ? html`${publication.authors}, <cite>${publication.title}</cite>, ${publication.where},
                    ${gallery.year(publication.year)}`
                : gallery.own
            }
          </p>
          <p class="story" data-testid="gallery-story">${gallery.stories[network.name]}</p>
          ${this.#facts(network)} ${this.#way(network)}
        </div>
        ${this.#drawings(network, other)} ${this.#bars(network, other)} ${this.#numbers(network)}
      </article>
      <p class="visually-hidden" aria-live="polite">${this.copied === null ? '' : gallery.copied}</p>
    </main>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-gallery': GalleryElement;
  }
}
