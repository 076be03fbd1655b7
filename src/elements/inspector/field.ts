// The part of the picture that a number depends on: the exact receptive field as a frame, traced layer by layer, and on
// demand the influence of each pixel, |∂ number / ∂ pixel|, from the gradient on the GPU (Luo et al. 2016,
// "Understanding the Effective Receptive Field in Deep Convolutional Neural Networks").

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import type { Screen } from '../../draw/screen';
import type { AttributionMap } from '../../inspect/attribution/attributionFacade';
import type { TracedLayer } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { LatestController } from '../controllers/latestController';
import { errorText } from '../text/errorText';
import { formatBound } from '../text/format';
import { term } from '../text/marked';
import { locale } from '../locale';
import type { Pointed } from '../pointed';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import { spanOf, legend } from './legend';
import './overlay';
import { switchStyles, tabStyles } from './tabStyles';

/** How often the field is renewed while the numbers change. */
const RENEW_MS = 400;

@customElement('cs-field')
export class FieldElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange'] as const;
  static override readonly styles = [
    shared,
    tabStyles,
    switchStyles,
    css`
      :host {
        gap: var(--space-4);
        min-width: 0;
      }
    `,
  ];

  @property({ attribute: false }) pointed: Pointed | null = null;
  @property({ type: Number }) largest = 1000;
  @state() private effective = false;

  readonly #field = new LatestController<AttributionMap>(this);
  #screen: Screen | null = null;
  #leave: (() => void) | null = null;
  #askedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override sessionChanged(): void {
    // The field of before, and the picture under it, lie on what is gone.
    this.#field.drop();
    this.requestUpdate();
    this.#renew();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    this.#leave = null;
    this.#screen = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.screen !== this.#screen) {
      this.#leave?.();
      this.#screen = this.screen;
      this.#leave = this.screen?.onFrame((moved) => moved && this.#renew()) ?? null;
    }
    if (changed.has('pointed') || (changed as Map<PropertyKey, unknown>).has('effective')) this.#ask();
  }

  #renew(): void {
    if (!this.effective || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#ask(true);
      },
      Math.max(0, this.#askedAt + RENEW_MS - performance.now()),
    );
  }

  #ask(again = false): void {
    const { session, pointed } = this;
    if (!this.effective || !session || !pointed) return;
    this.#askedAt = performance.now();
    const { layer, index } = pointed;
    this.#field.ask(
      `${layer} ${index.join()}`,
      async () => (await session.tools.attribution()).inputGradient({ layer, index }, 'learned', true),
      again,
    );
  }

  /** The cells of the picture that count, or null where the network is another by now. */
  get #seen(): TracedLayer | null {
    const { session, pointed } = this;
    try {
      return (session && pointed && session.trace('back', pointed.layer, pointed.index).at(-1)) ?? null;
    } catch {
      return null;
    }
  }

  #text(seen: TracedLayer | null): string {
    const { inspector } = locale.words;
    const [frame] = seen?.windows ?? [];
    if (!seen || !frame) return '';
    if (seen.everything) return inspector.fieldAll;
    return inspector.fieldSize(frame.bottom - frame.top, frame.right - frame.left);
  }

  protected override render(): TemplateResult {
    const { words } = locale;
    const { session, pointed } = this;
    if (!session || !pointed) return html``;
    const seen = this.#seen;
    const [frame] = seen?.windows ?? [];
    const [rows = 1, columns = 1] = session.input.shape;
    const map = colourMap('gradient', themeChoice.theme);
    const found =
      this.effective && this.#field.answered === `${pointed.layer} ${pointed.index.join()}`
        ? this.#field.answer
        : null;
    const domain = spanOf(true, found?.range ?? [0, 0]);
    return html`<figure>
        <figcaption>
          ${pointed.index.length === 1 ? words.why.field.unit : term('receptive-field', words.inspector.field)}
        </figcaption>
        <cs-overlay
          data-testid="field"
          .picture=${session.input}
          .map=${found && { tensor: found.tensor, map, domain, reach: [rows, columns] as const }}
          .opacity=${0.8}
          .frame=${frame ?? null}
          .largest=${this.largest}
          label=${this.effective ? words.why.field.label : words.inspector.field}
        ></cs-overlay>
        <p class="small" data-testid="field-text">${this.#text(seen)}</p>
      </figure>
      <label class="switch"
        ><input
          type="checkbox"
          role="switch"
          data-testid="effective"
          .checked=${this.effective}
          @change=${(event: Event) => (this.effective = (event.target as HTMLInputElement).checked)}
        />${words.why.field.effective}</label
      >
      ${
        !this.effective
          ? nothing
          : found
            ? html`${found.range[1] === 0 ? nothing : legend({ ...map, stops: map.stops.slice(map.stops.length >> 1) }, [0, domain[1]])}
                <p class="small">
                  ${found.range[1] === 0 ? words.why.field.still : words.why.field.what(formatBound(found.range[1]))}
                </p>`
            : html`<p class="small" role="status">
                ${this.#field.error ? words.why.failed(errorText(this.#field.error, words)) : words.why.computing}
              </p>`
      }`;
  }
}
