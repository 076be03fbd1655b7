// The Compare view: one input under both poolings, and two networks that differ in one thing.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SessionElement } from '../sessionElement';
import '../frame/messages';
import { shared } from '../controls/styles';
import '../controls/tabs';
import './poolingsTab';
import './twinsTab';
import type { TabEvent } from '../controls/tabs';
import { compareWords, type CompareWords } from '../locales/compare';

type Tab = keyof CompareWords['tabs'];
const TABS: readonly Tab[] = ['poolings', 'twins'];

@customElement('cs-compare')
export class CompareElement extends SessionElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      cs-tabs {
        background: var(--panel);
        padding: 0 var(--space-12);
        /* As the line below the names, to both sides. */
        box-shadow: inset 0 -1px var(--line);
      }
      main {
        flex: 1;
        min-height: 0;
        display: flex;
        flex-direction: column;
      }
      .body {
        flex: 1;
        min-height: 0;
        overflow: auto;
        scrollbar-width: thin;
      }
    `,
  ];

  /** The place of the picture among the samples; null while a drawing is shown. */
  @property({ attribute: false }) sample: number | null = null;
  /** The picture shown, 0…1. */
  @property({ attribute: false }) picture: Float32Array | null = null;
  @state() private tab: Tab = 'poolings';

  protected override render(): TemplateResult {
    const compare = compareWords();
    return html`<main>
      <cs-tabs
        label=${compare.title}
        .tabs=${TABS.map((id) => ({ id, name: compare.tabs[id] }))}
        .chosen=${this.tab}
        @cs-tab=${({ id }: TabEvent) => (this.tab = TABS.find((tab) => tab === id) ?? this.tab)}
      ></cs-tabs>
      <div class="body">
        <cs-messages></cs-messages>
        ${
          this.tab === 'poolings'
            ? html`<cs-poolings-tab .sample=${this.sample}></cs-poolings-tab>`
            : html`<cs-twins-tab .sample=${this.sample} .picture=${this.picture}></cs-twins-tab>`
        }
      </div>
    </main>`;
  }
}
