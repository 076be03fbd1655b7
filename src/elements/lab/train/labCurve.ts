// Loss and share of right answers of a network of the lab while it learns, on pictures learned from and held out.

import { css, html, unsafeCSS, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import uPlotCss from 'uplot/dist/uPlot.min.css?inline';
import type { Lab } from '../../../lab/lab';
import { ConnectedElement } from '../../connectedElement';
import { ChartController, learningLines } from '../../controllers/chartController';
import { formatPercent, formatShort } from '../../text/format';
import { shared } from '../../controls/styles';
import { historyLines } from '../../time/historyLines';
import { ListenController } from '../../controllers/listenController';
import { labWords } from '../words';

@customElement('cs-lab-curve')
export class LabCurveElement extends ConnectedElement {
  static override readonly styles = [
    unsafeCSS(uPlotCss),
    shared,
    css`
      .plot {
        position: relative;
        height: 130px;
      }
      .plot.none .uplot {
        visibility: hidden;
      }
      .empty {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        font-size: var(--type-figure);
        color: var(--muted);
        border: 1px dashed var(--line);
        border-radius: var(--radius-8);
      }
      .keys {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-12);
        font-size: var(--type-label);
        color: var(--muted);
      }
      .keys span::before {
        content: '';
        display: inline-block;
        width: 14px;
        border-top: 2px solid var(--accent);
        vertical-align: middle;
        margin-right: 6px;
      }
      .keys .learned::before {
        border-top-width: 1px;
        opacity: 0.55;
      }
      .keys .validation::before {
        border-top: 1px dashed var(--accent);
      }
      .keys .loss::before {
        border-top: 1px solid var(--muted);
      }
      .uplot {
        font-family: var(--font);
      }
    `,
  ];

  @property({ attribute: false }) lab: Lab | null = null;
  @query('.plot') private readonly place!: HTMLElement | null;

  constructor() {
    super();
    new ListenController(this, () => this.lab, ['curve', 'change']);
    new ChartController(this, () => this.place, {
      end: (largest) => Math.max(10, largest),
      sizes: { part: 38, loss: 30, space: 60 },
      series: (colour) => learningLines(colour, 5),
      data: () => (this.lab?.history ? historyLines(this.lab.history) : null),
      training: () => this.lab?.training === true,
    });
  }

  protected override render(): TemplateResult {
    const { train } = labWords();
    const history = this.lab?.history;
    const empty = (history?.step.length ?? 0) === 0;
    const says = empty
      ? train.empty
      : `${train.heldOut} ${formatPercent(history?.testAccuracy.at(-1) ?? NaN)}, ${train.loss} ${formatShort(history?.loss.at(-1) ?? NaN)}`;
    return html`<div
        class="plot ${empty ? 'none' : ''}"
        role="img"
        aria-label=${`${train.curve}. ${says}`}
        data-testid="lab-curve"
      >
        ${empty ? html`<div class="empty">${train.empty}</div>` : ''}
      </div>
      <div class="keys" aria-hidden="true">
        <span>${train.heldOut}</span>${
          history?.validation?.length ? html`<span class="validation">${train.validation}</span>` : ''
        }<span class="learned">${train.learned}</span><span class="loss">${train.loss}</span>
      </div>`;
  }
}
