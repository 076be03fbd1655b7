// The Gallery view: the famous networks, to scale. One is chosen from the list; another may be put beside it at the same
// scale. Those that take the pictures of the page open on the stage, the others can be run on one picture.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { presetFor, sameNetwork } from '../../session/editing/catalogue';
import type { TrainFacade } from '../../session/facade';
import {
  galleryNetwork,
  gallerySummary,
  trialNeeds,
  type ShownNetwork,
  type TrialNeeds,
} from '../../inspect/gallery';
import { mebibytes } from '../../train/memory';
import { choicesStyles } from '../controls/choicesStyles';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { formatShape } from '../text/format';
import { ViewEvent } from '../frame/header';
import { locale } from '../locale';
import { shared } from '../controls/styles';
import { viewStyles } from '../controls/viewStyles';
import '../controls/tabs';
import type { TabEvent } from '../controls/tabs';
import { PartsController } from '../controllers/partsController';
import { CopyController } from './copyButton';
import { every, few, type PointLayerEvent } from './facts';
import { buttonStyles } from '../controls/buttonStyles';
import { galleryStyles } from './galleryStyles';
import { layerTable } from './layerTable';
import { networkList } from './networkList';
import { numbersStyles } from './numbersStyles';
import { scaleCard, type Measure } from './scaleCard';
import { shareCard } from './shareBars';
import './trial';
import type { TrialElement } from './trial';
import { galleryWords } from '../locales/gallery';

type Tab = 'layers' | 'summary';

const FIRST = 'vgg16';
/** Drawn one after the other when the view is opened. */
const PARTS = { drawing: 1, shares: 2, trial: 3, numbers: 4 } as const;
/** Above what is scrolled to. */
const MARGIN = 12;
@customElement('cs-gallery')
export class GalleryElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'statechange'] as const;
  static override readonly styles = [
    shared,
    buttonStyles,
    choicesStyles,
    viewStyles,
    galleryStyles,
    numbersStyles,
  ];

  /** The picture of the stage. */
  @property({ attribute: false }) picture: Float32Array | null = null;
  @state() private chosen = FIRST;
  @state() private other: string | null = null;
  @state() private measure: Measure = 'own';
  @state() private tab: Tab = 'layers';
  @state() private pointed: string | null = null;
  @state() private opening = false;
  @state() private failure: unknown = null;
  /** What running the network takes; null until it is known. */
  @state() private needs: {
    readonly of: string;
    readonly device: GPUDevice;
    readonly needs: TrialNeeds;
  } | null = null;

  readonly #copy = new CopyController(this);
  readonly #parts = new PartsController(this, PARTS.numbers, () => true);
  #asked: { readonly of: string; readonly device: GPUDevice; readonly known: Promise<TrialNeeds> } | null =
    null;

  constructor() {
    super();
    this.addEventListener('cs-gallery-point', ({ layer }: PointLayerEvent) => (this.pointed = layer));
  }

  #choose(name: string): void {
    this.chosen = name;
    this.pointed = null;
    this.failure = null;
    if (this.other === name) this.other = null;
  }

  protected override updated(): void {
    void this.#askNeeds();
  }

  async #askNeeds(): Promise<void> {
    const { chosen: of, session } = this;
    if (!session || !this.#parts.has(PARTS.drawing)) return;
    const { device } = session;
    if (this.#asked?.of === of && this.#asked.device === device) return;
    const asked = (this.#asked = { of, device, known: trialNeeds(of, device) });
    const needs = await asked.known;
    if (this.#asked === asked) this.needs = { of, device, needs };
  }

  #needsOf({ name }: ShownNetwork, { device }: TrainFacade): TrialNeeds | null {
    const { needs } = this;
    return needs?.of === name && needs.device === device ? needs.needs : null;
  }

  async #toTrial(): Promise<void> {
    // Before, its buttons cannot have the focus.
    await this.#asked?.known;
    await this.updateComplete;
    const trial = this.renderRoot.querySelector<TrialElement>('cs-trial');
    if (!trial) return;
    await trial.updateComplete;
    // Only the view: scrollIntoView would move the page under its header as well.
    this.scrollTop += trial.getBoundingClientRect().top - this.getBoundingClientRect().top - MARGIN;
    trial.reach();
    // In a low window the button that has the focus would be below what is seen.
    const below = trial.shadowRoot?.activeElement?.getBoundingClientRect().bottom ?? 0;
    this.scrollTop += Math.max(0, below + MARGIN - this.getBoundingClientRect().bottom);
  }

  async #open(network: ShownNetwork): Promise<void> {
    const { session } = this;
    const config = session && presetFor(network.name, session.data.train);
    if (!session || !config || this.opening) return;
    this.opening = true;
    this.failure = null;
    try {
      await session.editing.change(config, { key: 'network', values: { to: network.title } });
      this.dispatchEvent(new ViewEvent('stage'));
    } catch (error) {
      this.failure = error;
    } finally {
      this.opening = false;
    }
  }

  #facts(network: ShownNetwork): TemplateResult {
    const { facts } = galleryWords();
    const { language } = locale;
    const needs = this.session && this.#needsOf(network, this.session);
    const fact = (name: string, value: string, id = ''): TemplateResult =>
      html`<div>
        <dt>${name}</dt>
        <dd class="mono" data-testid=${id || nothing}>${value}</dd>
      </div>`;
    return html`<dl>
      ${fact(facts.input, formatShape(network.input), 'gallery-input')}
      ${fact(facts.weighted, String(network.weighted))}
      ${fact(facts.parameters, every(network.parameters, language), 'gallery-count')}
      ${fact(facts.multiplyAdds, few(network.multiplyAdds, language), 'gallery-work')}
      ${
        this.session
          ? fact(
              facts.memory,
              needs ? facts.memoryOf(mebibytes(needs.step.memory.total)) : '…',
              'gallery-memory',
            )
          : nothing
      }
    </dl>`;
  }

  /** Whether its input is that of the pictures on the stage. */
  #takesThem({ input }: ShownNetwork): boolean {
    return input.join() === this.session?.input.shape.join();
  }

  /** The way to the stage, or why there is none. */
  #way(network: ShownNetwork): TemplateResult | typeof nothing {
    const { session } = this;
    const gallery = galleryWords();
    if (!session) return nothing;
    const config = presetFor(network.name, session.data.train);
    if (config === null) {
      const [shape, here] = [formatShape(network.input), formatShape(session.input.shape)];
      const command = `npm run train -- --model ${network.name} --data folder:DIR --size ${network.input[0]}`;
      return html`<div class="large" data-testid="gallery-large">
        <p class="way">
          <button class="primary" data-testid="gallery-run" @click=${() => void this.#toTrial()}>
            ${gallery.run}</button
          ><span data-testid="gallery-trained">${gallery.large(shape, here)}</span>
        </p>
        <p class="command">
          ${gallery.terminal} <code>${command}</code>
          ${this.#copy.button(command, 'gallery-copy-command', gallery)}
        </p>
      </div>`;
    }
    const isOpen = sameNetwork(config, session.network);
    const { classNames } = session.data.train;
    return html`<div class="way">
        ${
          isOpen
            ? html`<button
                  class="primary"
                  data-testid="gallery-stage"
                  @click=${() => this.dispatchEvent(new ViewEvent('stage'))}
                >
                  ${gallery.goThere}</button
                ><span>${gallery.isOpen}</span>`
            : html`<button
                  class="primary"
                  data-testid="gallery-open"
                  ?disabled=${this.opening}
                  @click=${() => void this.#open(network)}
                >
                  ${this.opening ? gallery.opening : gallery.open}</button
                ><span
                  >${this.#takesThem(network) ? '' : gallery.fitted(formatShape(session.input.shape), classNames.length)}${gallery.opens}</span
                >`
        }
      </div>
      ${
        this.failure === null
          ? nothing
          : html`<p class="failure" role="alert">
              ${gallery.failed}: ${errorText(this.failure, locale.words)}
            </p>`
      }`;
  }

  #about(network: ShownNetwork): TemplateResult {
    const gallery = galleryWords();
    const { publication: from } = network;
    return html`<div class="about card">
      <h2 class="name">${network.title}</h2>
      <p class="paper">
        ${
          from
            ? html`${from.authors}, <cite>${from.title}</cite>, ${from.where}, ${gallery.year(from.year)}`
            : gallery.own
        }
      </p>
      <p class="story" data-testid="gallery-story">${gallery.stories[network.name]}</p>
      ${this.#facts(network)} ${this.#way(network)}
    </div>`;
  }

  #numbers(network: ShownNetwork): TemplateResult {
    const gallery = galleryWords();
    // Only where it is seen: of twenty layers it takes as long as the table.
    const summary = this.tab === 'summary' ? gallerySummary(network.name) : '';
    return html`<section class="card">
      <cs-tabs
        label=${gallery.tabs.title}
        .tabs=${(['layers', 'summary'] as const).map((id) => ({ id, name: gallery.tabs[id] }))}
        .chosen=${this.tab}
        @cs-tab=${({ id }: TabEvent) => (this.tab = id === 'summary' ? 'summary' : 'layers')}
      ></cs-tabs>
      ${
        this.tab === 'layers'
          ? layerTable({
              ...{ words: gallery.table, language: locale.language },
              ...{ network, pointed: this.pointed },
            })
          : html`<div class="summary">
              <pre tabindex="0" aria-label="model.summary()" data-testid="gallery-summary">${summary}</pre>
              ${this.#copy.button(summary, 'gallery-copy', gallery)}
            </div>`
      }
    </section>`;
  }

  protected override render(): TemplateResult {
    const words = galleryWords();
    const { language } = locale;
    const { chosen, measure, pointed, session } = this;
    const network = galleryNetwork(chosen);
    const other = this.other === null ? null : galleryNetwork(this.other);
    const cards = { words, language, network, other, pointed };
    return html`<main class="page">
      <header>
        <h1>${words.title}</h1>
        <p>${words.lead}</p>
      </header>
      ${networkList({ words, language, chosen, choose: (name) => this.#choose(name) })}
      <article aria-label=${network.title}>
        ${this.#about(network)}
        ${
          !this.#parts.has(PARTS.drawing)
            ? nothing
            : scaleCard({
                ...cards,
                measure,
                chooseMeasure: (to) => (this.measure = to),
                chooseOther: (to) => (this.other = to),
              })
        }
        ${this.#parts.has(PARTS.shares) ? shareCard(cards) : nothing}
        ${
          this.#parts.has(PARTS.trial) && session && !this.#takesThem(network)
            ? html`<cs-trial
                class="card"
                .network=${network}
                .needs=${this.#needsOf(network, session)}
                .picture=${this.picture}
                .pointed=${pointed}
              ></cs-trial>`
            : nothing
        }
        ${this.#parts.has(PARTS.numbers) ? this.#numbers(network) : nothing}
      </article>
      <p class="visually-hidden" aria-live="polite">${this.#copy.copied === null ? '' : words.copied}</p>
    </main>`;
  }
}
