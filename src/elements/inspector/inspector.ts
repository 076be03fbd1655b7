// The inspector: the one thing pointed at, and what can be asked about it, one tab a question. A tab's element is
// loaded when it is first opened, and is given the same properties as the others.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CellExplanation, LayerView } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { locale, type Messages } from '../locale';
import { pictureName } from '../picture/pixels';
import type { Pointed } from '../pointed';
import { shared } from '../controls/styles';
import '../controls/tabs';
import type { TabEvent } from '../controls/tabs';
import { cellTitle, titleStyles } from './cellTitle';
import { TabShownEvent } from './event';
import { inspectorStyles } from './inspectorStyles';
import './valueTab';

/** What every tab is given. */
export interface TabProperties {
  pointed: Pointed | null;
  explanation: CellExplanation | null;
  picture: Float32Array | null;
  kept: boolean;
}

interface Tab {
  readonly id: keyof Messages['inspector']['tabs'];
  readonly load: () => Promise<unknown>;
  /** It is about something else than what is pointed at, and says so itself. */
  readonly ownTitle?: boolean;
  readonly element: (given: TabProperties) => TemplateResult;
}

const TABS: readonly Tab[] = [
  {
    id: 'value',
    load: () => Promise.resolve(),
    element: (given) =>
      html`<cs-value-tab
        .pointed=${given.pointed}
        .explanation=${given.explanation}
        .picture=${given.picture}
      ></cs-value-tab>`,
  },
  {
    id: 'kernel',
    load: () => import('./kernelTab'),
    element: (given) => html`<cs-kernel-tab .pointed=${given.pointed}></cs-kernel-tab>`,
  },
  {
    id: 'gradient',
    load: () => import('../microscope/gradientTab'),
    element: (given) =>
      html`<cs-gradient-tab .pointed=${given.pointed} .picture=${given.picture}></cs-gradient-tab>`,
  },
  {
    id: 'why',
    ownTitle: true,
    load: () => import('./whyTab'),
    element: (given) => html`<cs-why-tab .pointed=${given.pointed} .picture=${given.picture}></cs-why-tab>`,
  },
  {
    id: 'shader',
    ownTitle: true,
    load: () => import('../shader/shaderTab'),
    element: (given) => html`<cs-shader-tab .pointed=${given.pointed}></cs-shader-tab>`,
  },
];

/** Tabs that compute on plans of their own, where no shader is edited. */
const ORIGINAL: ReadonlySet<Tab['id']> = new Set(['gradient', 'why']);

@customElement('cs-inspector')
export class InspectorElement extends SessionElement implements TabProperties {
  static override readonly sessionEvents = ['layerschange', 'shaderschange'] as const;
  static override readonly styles = [shared, titleStyles, inspectorStyles];

  @property({ attribute: false }) pointed: Pointed | null = null;
  @property({ attribute: false }) explanation: CellExplanation | null = null;
  /** The picture shown, for its pixels' values. */
  @property({ attribute: false }) picture: Float32Array | null = null;
  @property({ type: Boolean }) kept = false;
  /** The text of a shader needs more width; the page reads this. */
  @property({ reflect: true }) tab: Tab['id'] = 'value';

  get #layer(): LayerView | null {
    return this.session?.layers.find(({ name }) => name === this.pointed?.layer) ?? null;
  }

  async #choose({ id }: TabEvent): Promise<void> {
    const tab = TABS.find((one) => one.id === id);
    if (!tab) return;
    await tab.load();
    this.tab = tab.id;
    this.dispatchEvent(new TabShownEvent());
  }

  protected override render(): TemplateResult {
    const { inspector } = locale.words;
    const { pointed, session } = this;
    if (!pointed || !session) return html`<p>${inspector.rest}</p>`;
    const tab = TABS.find(({ id }) => id === this.tab);
    const layer = this.#layer;
    const names = TABS.map(({ id }) => ({ id, name: inspector.tabs[id] }));
    return html`${
        TABS.length > 1
          ? html`<cs-tabs
              label=${inspector.title}
              .tabs=${names}
              .chosen=${this.tab}
              @cs-tab=${(event: TabEvent) => void this.#choose(event)}
            ></cs-tabs>`
          : nothing
      }
      ${tab?.ownTitle ? nothing : cellTitle(session, layer, pointed.index, layer !== null && layer === session.layers.at(-1), true, locale.words, pictureName(pointed, session.input.shape, locale.words))}
      ${
        ORIGINAL.has(this.tab) && session.shaders.edited.length > 0
          ? html`<p class="small">${inspector.shader.original}</p>`
          : nothing
      }
      ${tab?.element(this) ?? nothing}
      <p class="small rest">${this.kept ? inspector.kept : inspector.rest}</p>`;
  }
}
