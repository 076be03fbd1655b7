// The Compare view: one input under both poolings, and two networks that differ in one thing.

import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Screen } from '../../draw/screen';
import type { TrainFacade } from '../../train/facade';
import { LocaleController, type Messages } from '../locale';
import { shared } from '../styles';
import '../tabs';
import type { TabEvent } from '../tabs';

type Tab = keyof Messages['compare']['tabs'];
const TABS: readonly Tab[] = ['poolings', 'twins'];

@customElement('cs-compare')
export class CompareElement extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        overflow: auto;
      }
      cs-tabs {
        background: var(--panel);
        padding: 0 var(--space-16);
      }
    `,
  ];

  @property({ attribute: false }) session: TrainFacade | null = null;
  @property({ attribute: false }) screen: Screen | null = null;
  /** The place of the picture among the samples; null while a drawing is shown. */
  @property({ attribute: false }) sample: number | null = null;
  @state() private tab: Tab = 'poolings';

  readonly #locale = new LocaleController(this);

  protected override render(): TemplateResult {
    const { compare } = this.#locale.words;
    return html`<cs-tabs
      label=${compare.title}
      .tabs=${TABS.map((id) => ({ id, name: compare.tabs[id] }))}
      .chosen=${this.tab}
      @cs-tab=${({ id }: TabEvent) => (this.tab = TABS.find((tab) => tab === id) ?? this.tab)}
    ></cs-tabs>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-compare': CompareElement;
  }
}
