// The nine test pictures that excite a map or unit most, found by looking at all of them on the GPU, each with the part
// that its strongest cell sees framed.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Filter, Peak } from '../../inspect/attribution/attributionFacade';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { formatFull32, formatNumber } from '../text/format';
import { locale } from '../locale';
import { className, classWords } from '../text/classes';
import { shared } from '../controls/styles';
import './overlay';
import type { Frame } from './overlay';
import { switchStyles, tabStyles } from './tabStyles';
import { whyStyles } from './whyStyles';
import { explainWords } from '../locales/explain';

@customElement('cs-top-pictures')
export class TopPicturesElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'statechange'] as const;
  static override readonly styles = [
    shared,
    tabStyles,
    switchStyles,
    whyStyles,
    css`
      :host {
        border-top: 1px solid var(--line);
        padding-top: var(--space-12);
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: var(--space-8);
        list-style: none;
        margin: 0;
        padding: 0;
      }
      .grid p {
        display: flex;
        justify-content: space-between;
        font: var(--type-label) / 1.6 var(--mono);
        color: var(--muted);
      }
      .grid b {
        color: var(--ink);
      }
    `,
  ];

  @property({ attribute: false }) filter: Filter | null = null;
  /** What a filter is called. */
  @property({ attribute: false }) nameOf: (filter: Filter) => string = ({ layer }) => layer;
  @state() private peaks: readonly Peak[] | null = null;
  /** What the pictures shown excite. */
  @state() private found: { readonly filter: Filter; readonly step: number } | null = null;
  @state() private share: number | null = null;
  @state() private failure: Error | null = null;

  #search = 0;

  protected override sessionChanged({ type }: Event): void {
    if (type === 'layerschange') {
      this.#cancel();
      this.peaks = null;
      this.found = null;
      this.failure = null;
    }
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#cancel();
  }

  #cancel(): void {
    this.#search++;
    this.share = null;
  }

  async #start(): Promise<void> {
    const { session, filter } = this;
    if (!session || !filter) return;
    const mine = ++this.#search;
    const wanted = (): boolean => mine === this.#search;
    this.share = 0;
    this.failure = null;
    try {
      const attribution = await session.tools.attribution();
      const { step } = session.progress;
      if (step !== this.found?.step) attribution.forgetPeaks();
      const peaks = await attribution.topPictures(filter, {
        onProgress: (share) => wanted() && (this.share = share),
        wanted,
      });
      if (!wanted()) return;
      if (peaks !== null) {
        this.peaks = peaks;
        this.found = { filter, step };
      }
    } catch (error) {
      if (wanted()) this.failure = error instanceof Error ? error : new Error(String(error));
    }
    if (wanted()) this.share = null;
  }

  #frame({ layer }: Filter, { index }: Peak): Frame | null {
    try {
      const seen = this.session?.trace('back', layer, index).at(-1);
      return seen?.everything ? null : (seen?.windows[0] ?? null);
    } catch {
      return null;
    }
  }

  #pictures(peaks: readonly Peak[], filter: Filter): TemplateResult {
    return html`<ol class="grid" data-testid="top">
      ${peaks.map(
        (peak) =>
          html`<li>
            <cs-overlay
              .picture=${peak.pixels}
              .frame=${this.#frame(filter, peak)}
              label=${classWords(this.session, locale.words).picture(className(this.session, peak.label), formatNumber(peak.value))}
            ></cs-overlay>
            <p title=${formatFull32(peak.value)}>
              <b title=${className(this.session, peak.label)}>${className(this.session, peak.label)}</b
              ><span>${formatNumber(peak.value)}</span>
            </p>
          </li>`,
      )}
    </ol>`;
  }

  protected override render(): TemplateResult {
    const why = explainWords();
    const { top, tab } = why;
    const { peaks, found, session } = this;
    const searching = this.share !== null;
    const same = found?.filter.layer === this.filter?.layer && found?.filter.channel === this.filter?.channel;
    return html`<section data-testid="part-top">
      <h3>${top.title}</h3>
      <p class="small"><strong>${this.filter ? this.nameOf(this.filter) : ''}</strong></p>
      <div class="row">
        <button
          class=${searching ? '' : 'go'}
          data-testid="top-search"
          @click=${() => (searching ? this.#cancel() : void this.#start())}
        >
          ${searching ? top.cancel : found && same ? top.again : top.search}
        </button>
      </div>
      ${searching ? html`<progress aria-label=${tab.progress} .value=${this.share ?? 0}></progress>` : nothing}
      ${this.failure ? html`<p class="failure" role="alert">${locale.words.why.failed(errorText(this.failure, locale.words))}</p>` : nothing}
      ${
        peaks && found
          ? html`${same ? nothing : html`<p class="small">${this.nameOf(found.filter)}</p>`}
              ${this.#pictures(peaks, found.filter)}
              <p class="small">${top.what}</p>
              ${session && session.progress.step !== found.step ? html`<p class="small">${top.stale}</p>` : nothing}`
          : nothing
      }
    </section>`;
  }
}
