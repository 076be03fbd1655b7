// Above the stage, while it shows a picture that was chosen from a cell of the confusion matrix: the cell, the way to
// its other pictures, and the way back.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { buttonStyles } from '../controls/buttonStyles';
import { icons } from '../controls/icons';
import { shared } from '../controls/styles';
import { ViewEvent } from '../frame/header';
import { confusionWords } from '../locales/confusion';
import { SessionElement } from '../sessionElement';
import { className } from '../text/classes';
import { formatPercent } from '../text/format';
import { cellPictures, keptOf, showOnStage } from './evaluated';
import type { CellPictureEvent } from './event';

@customElement('cs-from-cell')
export class FromCellElement extends SessionElement {
  static override readonly styles = [
    shared,
    buttonStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-4) var(--space-8);
        padding: var(--space-4) var(--space-12);
        background: var(--panel);
        border-bottom: 1px solid var(--line);
        font-size: var(--type-figure);
      }
      .small {
        display: inline-flex;
        align-items: center;
        gap: var(--space-4);
      }
      span {
        font-variant-numeric: tabular-nums;
      }
      .place {
        color: var(--muted);
      }
      .room {
        flex: 1;
      }
      button.icon {
        width: 28px;
        height: 28px;
        min-height: 28px;
        border-radius: 6px;
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) from: Pick<CellPictureEvent, 'cell' | 'at'> | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { session, from } = this;
    if (!session || !from) return nothing;
    const words = confusionWords();
    const { cell, at } = from;
    const { evaluated } = keptOf(session);
    const pictures = evaluated ? cellPictures(evaluated, cell) : [];
    const place = pictures.findIndex((one) => one.at === at);
    const probability = formatPercent(pictures[place]?.probability ?? NaN, 0);
    const turn = (to: number, icon: TemplateResult, name: string, id: string): TemplateResult =>
      html`<button
        class="icon"
        aria-label=${name}
        title=${name}
        data-testid=${id}
        ?disabled=${pictures[to] === undefined}
        @click=${() => pictures[to] && showOnStage(this, session, cell, pictures[to].at)}
      >
        ${icon}
      </button>`;
    return html`<button
        class="small"
        data-testid="back-to-matrix"
        @click=${() => this.dispatchEvent(new ViewEvent('confusion'))}
      >
        ${icons.left(12)} ${words.back}
      </button>
      <span data-testid="from-cell"
        >${words.picture(className(session, cell.label), className(session, cell.answer), probability)}</span
      >
      <span class="room"></span>
      <span class="place">${words.place(place + 1, pictures.length)}</span>
      ${turn(place - 1, icons.left(14), words.previous, 'cell-previous')}
      ${turn(place + 1, icons.right(14), words.next, 'cell-next')}`;
  }
}
