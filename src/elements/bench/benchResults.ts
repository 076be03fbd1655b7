// What a run of the benchmark found: a table with a bar for each engine, and what the numbers rest on.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { EngineId } from '../../bench/engines/engine';
import type { Report, Row } from '../../bench/report';
import { benchWords } from '../locales/bench';
import { ConnectedElement } from '../connectedElement';
import { formatShort } from '../text/format';
import { shared } from '../controls/styles';

@customElement('cs-bench-results')
export class BenchResultsElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-16);
      }
      .wide {
        overflow-x: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius-8);
        background: var(--panel);
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--type-figure);
      }
      th,
      td {
        text-align: left;
        font-weight: 400;
        padding: 5px var(--space-12);
        vertical-align: middle;
      }
      thead th {
        color: var(--muted);
      }
      tbody + tbody {
        border-top: 1px solid var(--line);
      }
      tbody th {
        font-weight: 600;
        padding-top: var(--space-8);
      }
      .number {
        text-align: right;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      td.bar {
        width: 40%;
        min-width: 90px;
      }
      .bar i {
        display: block;
        height: 10px;
        min-width: 2px;
        border-radius: 2px;
        background: var(--track);
      }
      .bar i.ours {
        background: var(--accent);
      }
      .failed {
        color: var(--warning);
      }
      dl {
        display: grid;
        grid-template-columns: max-content auto;
        gap: var(--space-4) var(--space-16);
        margin: 0;
        font-size: var(--type-figure);
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin: 0;
        font-variant-numeric: tabular-nums;
      }
      p {
        color: var(--muted);
        font-size: var(--type-figure);
        max-width: 80ch;
      }
    `,
  ];

  @property({ attribute: false }) report: Report | null = null;

  #rows(row: Row, report: Report): TemplateResult {
    const bench = benchWords();
    const ids = Object.keys(row.timings) as EngineId[];
    const longest = Math.max(...Object.values(row.timings).map(({ median }) => median));
    const [failure] = row.agreement.failed;
    return html`<tbody>
      <tr>
        <th colspan="4" scope="rowgroup">
          ${bench.row(row.title)} ${row.status === 'unchecked' ? bench.unchecked : nothing}
          ${row.peakShare === null ? nothing : bench.peak((row.peakShare * 100).toPrecision(2))}
        </th>
      </tr>
      ${
        failure === undefined
          ? nothing
          : html`<tr class="failed" data-testid="failed">
              <td colspan="4">
                ${bench.differs(failure.engine, failure.reference, failure.result, formatShort(failure.relativeError))}
              </td>
            </tr>`
      }
      ${ids.map((id) => {
        const timing = row.timings[id];
        if (timing === undefined) return nothing;
        const { ours } = row.timings;
        const times =
          ours === undefined || id === 'ours' ? '' : `${formatShort(timing.median / ours.median)}×`;
        return html`<tr data-testid="timing">
          <td>${report.engines[id] ?? id}</td>
          <td class="bar">
            <i class=${id} .style=${`width: ${((100 * timing.median) / longest).toFixed(1)}%`}></i>
          </td>
          <td class="number" title=${`${formatShort(timing.q1)} – ${formatShort(timing.q3)}`}>
            ${formatShort(timing.median)} ms
          </td>
          <td class="number">${times}</td>
        </tr>`;
      })}
      ${Object.entries(row.missing).map(
        ([id, why]) =>
          html`<tr>
            <td>${report.engines[id as EngineId] ?? id}</td>
            <td colspan="3">${bench.missing} <span lang="en">${why}</span></td>
          </tr>`,
      )}
    </tbody>`;
  }

  #check({ numbers, largestError, wrong }: NonNullable<Report['check']>): string {
    const bench = benchWords();
    return wrong.length === 0
      ? bench.checked(String(numbers), largestError.toExponential(1))
      : bench.checkedWrong([...new Set(wrong.map(({ layer }) => layer))].join(', '));
  }

  #device({ ceilings, firstStepMs, draw, memory, check }: Report): TemplateResult {
    const bench = benchWords();
    const entry = (name: string, value: string): TemplateResult =>
      html`<dt>${name}</dt>
        <dd>${value}</dd>`;
    return html`<dl>
      ${
        ceilings === null
          ? nothing
          : [
              entry(bench.ceilings.fma, `${formatShort(ceilings.fmaGflops)} GFLOP/s`),
              entry(bench.ceilings.loads, `${formatShort(ceilings.loadsG)} G/s`),
              entry(bench.ceilings.copy, `${formatShort(ceilings.copyGBs)} GB/s`),
              entry(bench.ceilings.dispatch, `${formatShort(ceilings.dispatchUs)} µs`),
              entry(bench.ceilings.submit, `${formatShort(ceilings.submitUs)} µs`),
            ]
      }
      ${check === null ? nothing : entry(bench.check, this.#check(check))}
      ${firstStepMs === null ? nothing : entry(bench.firstStep, `${formatShort(firstStepMs)} ms`)}
      ${memory.map(({ title, peakBytes }) =>
        entry(
          `${bench.memory} (${bench.row(title)})`,
          Object.entries(peakBytes)
            .map(([id, bytes]) => `${bench.engine(id)} ${formatShort(bytes / 1e6)} MB`)
            .join(', '),
        ),
      )}
      ${
        draw === null
          ? nothing
          : entry(
              bench.drawn,
              `${formatShort(draw.drawn.median)} / ${formatShort(draw.hidden.median)} ms ` +
                `(${formatShort(draw.drawn.median / draw.hidden.median)}×)`,
            )
      }
    </dl>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { report } = this;
    if (report === null) return nothing;
    const bench = benchWords();
    return html`<h2>${bench.results}</h2>
      <p><span lang="en">${report.device}</span>, ${report.platform}, ${report.date.slice(0, 10)}</p>
      ${
        report.rows.length === 0
          ? nothing
          : html`<div class="wide" role="region" tabindex="0" aria-label=${bench.results}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">${bench.columns.engine}</th>
                    <td></td>
                    <th scope="col" class="number">${bench.columns.time}</th>
                    <th scope="col" class="number">${bench.columns.times}</th>
                  </tr>
                </thead>
                ${report.rows.map((row) => this.#rows(row, report))}
              </table>
            </div>`
      }
      ${report.scaling.map(
        ({ title, axis, points }) =>
          html`<div class="wide" role="region" tabindex="0" aria-label=${bench.row(title)}>
            <table>
              <thead>
                <tr>
                  <th scope="col">${bench.row(title)}</th>
                  <th scope="col" class="number">${bench.columns.time}</th>
                </tr>
              </thead>
              <tbody>
                ${points.map(
                  ({ batch, channels, timing }) =>
                    html`<tr>
                      <td>${axis === 'batch' ? batch : channels}</td>
                      <td class="number">${formatShort(timing.median)} ms</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`,
      )}
      <h3>${bench.best}</h3>
      ${this.#device(report)}
      <p>${bench.rests}</p>
      ${report.notes.map((note) => html`<p lang="en">${note}</p>`)}`;
  }
}
