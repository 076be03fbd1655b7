// One run as a row of the table: whether its curves are drawn, its name and what is to be said of it, its numbers, and what can
// be done with it.

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { testAccuracies } from '../../session/notebook/notebookRun';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { notebookWords } from '../locales/notebook';
import { formatPercent } from '../text/format';
import { themeChoice } from '../theme';
import { RUN_COLOURS, swatch } from './curvesFigure';
import type { WeightsState } from './notebookFacade';
import type { Comparison, NumberedRun } from './runTitle';

export interface RunRow extends NumberedRun {
  readonly comparison: Comparison;
  /** Which of the colours; null: its curves are not drawn. */
  readonly slot: number | null;
  /** Its curves may be drawn, too. */
  readonly drawable: boolean;
  readonly isCurrent: boolean;
  readonly weights: WeightsState;
  readonly edited: boolean;
  readonly busy: boolean;
  /** It can be evaluated at its last step, if it is the session's. */
  readonly untested: boolean;
}

export interface RowActions {
  draw(id: string, drawn: boolean): void;
  /** Opens the fields for name and note, or closes them. */
  edit(id: string | null): void;
  change(id: string, change: { readonly name?: string; readonly note?: string }): void;
  open(row: RunRow): void;
  /** Evaluates the session's run on the test set. */
  evaluate(): void;
  exportRun(row: RunRow): void;
  remove(row: RunRow): void;
}

const PEN = html`<svg
  width="16"
  height="16"
  viewBox="0 0 20 20"
  fill="none"
  stroke="currentColor"
  stroke-width="1.6"
  stroke-linejoin="round"
  aria-hidden="true"
>
  <path d="M4 16l.8-3.6L13.6 3.6l2.8 2.8-8.8 8.8zM11.8 5.4l2.8 2.8"></path>
</svg>`;

/** `12.3 s`, `4 min 10 s` */
export function durationText(durationMs: number): string {
  const words = notebookWords();
  const seconds = durationMs / 1000;
  if (seconds < 99.5) return words.seconds(seconds < 9.95 ? seconds.toFixed(1) : seconds.toFixed(0));
  const whole = Math.round(seconds);
  return words.minutes(Math.floor(whole / 60), whole % 60);
}

function drawCell(
  { run: { id }, number, comparison, slot, drawable }: RunRow,
  actions: RowActions,
): TemplateResult {
  const words = notebookWords();
  const colour = slot === null ? 'var(--line-strong)' : RUN_COLOURS[themeChoice.theme][slot];
  return html`<label class="draw">
    <input
      type="checkbox"
      data-testid="run-draw"
      aria-label=${words.draw(`${number}, ${comparison.title}`)}
      .checked=${live(slot !== null)}
      ?disabled=${slot === null && !drawable}
      @change=${(event: Event) => actions.draw(id, (event.target as HTMLInputElement).checked)}
    />
    <b .style=${slot === null ? '' : `color: ${colour ?? ''}`}>${number}</b>
    <svg width="28" height="8" aria-hidden="true">
      <line
        x1="0"
        y1="4"
        x2="28"
        y2="4"
        stroke=${colour ?? ''}
        stroke-width="2.5"
        stroke-dasharray=${swatch(slot ?? 0).dash}
      ></line>
    </svg>
  </label>`;
}

function editor({ run, comparison }: RunRow, actions: RowActions): TemplateResult {
  const words = notebookWords();
  return html`<div class="editor">
    <label
      >${words.name}
      <input
        type="text"
        maxlength="120"
        data-testid="run-name"
        placeholder=${comparison.title}
        .value=${run.name}
        @change=${(event: Event) => actions.change(run.id, { name: (event.target as HTMLInputElement).value.trim() })}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== 'Enter' || event.isComposing) return;
          actions.change(run.id, { name: (event.target as HTMLInputElement).value.trim() });
          actions.edit(null);
        }}
    /></label>
    <label
      >${words.note}
      <textarea
        maxlength="2000"
        data-testid="run-note"
        placeholder=${words.notePlaceholder}
        .value=${run.note}
        @change=${(event: Event) => actions.change(run.id, { note: (event.target as HTMLTextAreaElement).value.trim() })}
      ></textarea>
    </label>
    <button class="small" data-testid="run-edited" @click=${() => actions.edit(null)}>${words.done}</button>
  </div>`;
}

function buttons(row: RunRow, actions: RowActions): TemplateResult {
  const words = notebookWords();
  const { comparison, weights, busy, isCurrent, number } = row;
  const title = `${number}, ${comparison.title}`;
  const has = weights === 'kept' || weights === 'untilClosed';
  const notYet = weights === 'notYet';
  return html`<div class="row-tools">
    <button
      class="small"
      data-testid="run-open"
      title=${notYet ? words.notYet : has ? words.openHint : words.restartHint}
      aria-label=${`${has || notYet ? words.open : words.restart}: ${title}`}
      ?disabled=${busy || notYet || (isCurrent && has)}
      @click=${() => actions.open(row)}
    >
      ${has || notYet ? words.open : words.restart}
    </button>
    <button
      class="small"
      data-testid="run-export"
      title=${has ? '' : notYet ? words.notYet : words.noWeights}
      aria-label=${`${words.exportRun}: ${title}`}
      ?disabled=${busy || !has}
      @click=${() => actions.exportRun(row)}
    >
      ${words.exportRun}
    </button>
    <button
      class="icon"
      data-testid="run-edit"
      aria-label=${words.edit(title)}
      title=${words.edit(title)}
      aria-expanded=${row.edited ? 'true' : 'false'}
      ?disabled=${notYet}
      @click=${() => actions.edit(row.edited ? null : row.run.id)}
    >
      ${PEN}
    </button>
    <button
      class="icon"
      data-testid="run-remove"
      aria-label=${words.remove(title)}
      title=${words.remove(title)}
      ?disabled=${busy || notYet}
      @click=${() => actions.remove(row)}
    >
      ${icons.bin()}
    </button>
  </div>`;
}

export function runRow(row: RunRow, actions: RowActions): TemplateResult {
  const words = notebookWords();
  const { run, comparison, isCurrent, edited } = row;
  const { last, best, bestStep } = testAccuracies(run.history);
  const integer = new Intl.NumberFormat(locale.language);
  return html`<tr data-testid="run" data-id=${run.id} aria-current=${isCurrent ? 'true' : 'false'}>
    <td>${drawCell(row, actions)}</td>
    <th scope="row">
      <span class="title" data-testid="run-title">${comparison.title}</span
      >${isCurrent ? html`<span class="tag">${words.current}</span>` : nothing}
      ${comparison.warnings.map((warning) => html`<p class="warn" data-testid="run-warning">⚠ ${warning}</p>`)}
      ${comparison.hint ? html`<p class="hint" data-testid="run-hint">${comparison.hint}</p>` : nothing}
      ${run.note && !edited ? html`<p class="note" data-testid="run-noted">${run.note}</p>` : nothing}
      ${edited ? editor(row, actions) : nothing}
    </th>
    <td class="number">${integer.format(run.parameters)}</td>
    <td class="number">${integer.format(run.step)}</td>
    <td class="number">
      ${
        isCurrent && row.untested
          ? html`<button
              class="small"
              data-testid="run-evaluate"
              ?disabled=${row.busy}
              @click=${() => actions.evaluate()}
            >
              ${words.evaluate}
            </button>`
          : formatPercent(last, 2)
      }
    </td>
    <td class="number">
      ${formatPercent(best, 2)}${Number.isNaN(best) ? nothing : html`<small>${words.atStep(bestStep)}</small>`}
    </td>
    <td class="number">${durationText(run.durationMs)}</td>
    <td class="number">${run.settings.seed}</td>
    <td class="actions">${buttons(row, actions)}</td>
  </tr>`;
}
