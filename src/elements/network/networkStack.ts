// The network as a stack, first layer on top: names, output shapes, and where the parameters come from. The layer
// pointed at is opened; a click points at a layer.

import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { PICTURE } from '../../draw/stageTiles';
import type { LayerView, TrainFacade } from '../../train/facade';
import { optionText, parameterSum, sizeSum } from './arithmetic';
import { SessionController } from '../controllers/sessionController';
import { formatShape } from '../format';
import { LocaleController } from '../locale';
import { PointAtEvent, type Pointed } from '../pointed';
import { shared } from '../styles';

/** How the networks are called among people. */
const NAMES: Readonly<Record<string, string>> = { lenet5: 'LeNet-5', 'lenet5-1998': 'LeNet-5 (1998)' };
const integer = new Intl.NumberFormat('en');

@customElement('cs-network-stack')
export class NetworkStackElement extends LitElement {
  static override readonly styles = [
    shared,
    css`
      ol {
        list-style: none;
        margin: 0 calc(-1 * var(--space-4));
        padding: 0;
        display: grid;
        gap: 1px;
      }
      button {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 var(--space-8);
        width: 100%;
        text-align: left;
        align-items: baseline;
        border-color: transparent;
        background: none;
        border-radius: 6px;
        padding: 1px var(--space-8) 2px;
        min-height: 0;
        line-height: 1.42;
        font-size: var(--type-figure);
      }
      button[aria-current='true'] {
        background: var(--pointed-soft);
        border-color: var(--pointed);
      }
      .name {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .shape {
        color: var(--muted);
      }
      .line {
        grid-column: 1 / -1;
        font-size: var(--type-label);
        line-height: 1.4;
        color: var(--muted);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .line b {
        color: var(--ink);
        font-weight: 600;
      }
      header {
        display: flex;
        justify-content: space-between;
        align-items: baseline;
        flex-wrap: wrap;
        gap: 0 var(--space-8);
        padding-bottom: var(--space-4);
        font-size: var(--type-label);
        color: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) session: TrainFacade | null = null;
  @property({ attribute: false }) pointed: Pointed | null = null;

  readonly #locale = new LocaleController(this);

  constructor() {
    super();
    new SessionController(this, () => this.session, ['layerschange']);
  }

  #point(layer: string, shape: readonly number[]): void {
    const index =
      shape.length === 3 ? [Math.floor((shape[0] ?? 1) / 2), Math.floor((shape[1] ?? 1) / 2), 0] : [0];
    this.dispatchEvent(new PointAtEvent({ layer, index, slice: null }, true));
  }

  #row(name: string, className: string, shape: readonly number[], layer: LayerView | null): TemplateResult {
    const { words } = this.#locale;
    const here = this.pointed?.layer === name;
    const parameters = layer ? parameterSum(layer) : '';
    const options = layer ? optionText(layer) : '';
    const size = layer && here ? sizeSum(layer) : '';
    return html`<li>
      <button
        aria-current=${here ? 'true' : 'false'}
        data-testid="stack-layer"
        data-layer=${name}
        title=${words.network.show(className)}
        @click=${() => this.#point(name, shape)}
      >
        <span class="name ${layer ? 'mono' : ''}">${className}</span
        ><span class="shape mono">${formatShape(shape)}</span>
        ${here && options ? html`<span class="line mono">${options}</span>` : nothing}
        ${size ? html`<span class="line mono">${size} = <b>${layer?.outputShape[0]}</b></span>` : nothing}
        ${parameters ? html`<span class="line mono">${parameters} = <b>${integer.format(layer?.parameterCount ?? 0)}</b></span>` : here && layer ? html`<span class="line">${words.network.noParameters}</span>` : nothing}
      </button>
    </li>`;
  }

  protected override render(): TemplateResult {
    const { words } = this.#locale;
    const { session } = this;
    if (!session) return html``;
    const total = session.layers.reduce((sum, layer) => sum + layer.parameterCount, 0);
    return html`<header>
        <h2
          aria-label=${`${words.network.title} ${NAMES[session.settings.network] ?? session.settings.network}`}
        >
          ${NAMES[session.settings.network] ?? session.settings.network}
        </h2>
        <span>${words.network.total(total)}</span>
      </header>
      <ol>
        ${this.#row(PICTURE, words.network.input, session.input.shape, null)}
        ${session.layers.map((layer) => this.#row(layer.name, layer.className, layer.outputShape, layer))}
      </ol>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-network-stack': NetworkStackElement;
  }
}
