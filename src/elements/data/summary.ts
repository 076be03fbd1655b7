// The data set in a few words, for the rail, and the way to the others.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { shared } from '../controls/styles';
import { ViewEvent } from '../frame/header';
import { locale } from '../locale';
import { SessionElement } from '../sessionElement';
import { dataName } from './names';

@customElement('cs-data-summary')
export class DataSummaryElement extends SessionElement {
  static override readonly sessionEvents = ['datachange'] as const;
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 2px;
      }
      div {
        display: flex;
        align-items: center;
        gap: var(--space-8);
      }
      b {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
        line-height: 1.3;
      }
      p {
        color: var(--muted);
        font-size: var(--type-label);
        line-height: 1.5;
      }
      button {
        min-height: 26px;
        padding: 0 10px;
        font-size: var(--type-figure);
        border-radius: 6px;
        white-space: nowrap;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { data: words } = locale.words;
    const { reference, train, test } = session.data;
    const size = `${train.height}×${train.width}${train.channels === 1 ? '' : `×${train.channels}`}`;
    return html`<div>
        <h2>${words.title}</h2>
        <b data-testid="data-name">${dataName(reference)}</b
        ><button data-testid="change-data" @click=${() => this.dispatchEvent(new ViewEvent('data'))}>
          ${words.change}
        </button>
      </div>
      <p data-testid="data-facts">
        <span title=${words.partsHint}>${words.parts(train.count, test.count)}</span> · ${size} ·
        ${words.classes(train.classNames.length)}
      </p>`;
  }
}
