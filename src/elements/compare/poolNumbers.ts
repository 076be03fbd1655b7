// The window in hand as numbers: the largest outlined, the mean written out, and a plain sentence on what is kept.

import { html, nothing, type TemplateResult } from 'lit';
import type { ColourMap, Domain } from '../../draw/colourMaps';
import type { CellExplanation } from '../../session/facade';
import { formatNumber } from '../text/format';
import { mean } from '../arithmetic/comparisonLines';
import '../inspector/patch';
import type { Term } from '../inspector/patch';
import { compareWords } from '../locales/compare';

/** Longer sums are written with their first numbers and their last. */
const WRITTEN = 9;
/** Below this a difference is not seen in two decimals. */
const EVEN = 0.005;

interface Window {
  /** From, to (excluded); may reach into the padding. */
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
  readonly channel: number;
}

/** Every cell of the window, those of the padding included. */
function cells({ rows, columns, channel }: Window, terms: readonly Term[]): readonly Term[] {
  const known = new Map(terms.map((term) => [term.inputIndex.slice(0, 2).join(), term]));
  const found: Term[] = [];
  for (let row = rows[0]; row < rows[1]; row++)
    for (let column = columns[0]; column < columns[1]; column++)
      found.push(
        known.get(`${row},${column}`) ?? {
          input: 0,
          inputIndex: [row, column, channel],
          value: 0,
          weight: null,
          weightIndex: null,
          padded: true,
        },
      );
  return found;
}

/** `(0.10 + 0.99 + 0.00 + 0.45) / 4`. */
export function meanSum(values: readonly number[]): string {
  const shown = values.length > WRITTEN ? [...values.slice(0, 4), ...values.slice(-1)] : values;
  const texts = shown.map(formatNumber);
  if (shown !== values) texts.splice(4, 0, '…');
  return `(${texts.join(' + ').replaceAll('+ −', '− ')}) / ${values.length}`;
}

export function poolingNumbers(
  { max, average }: { readonly max: CellExplanation; readonly average: CellExplanation },
  window: Window,
  colours: { readonly map: ColourMap; readonly domain: Domain },
): TemplateResult {
  const { poolings: say } = compareWords();
  const [row = 0, column = 0] = max.index;
  const values = max.terms.map(({ value }) => value);
  const all = cells(window, max.terms);
  const outside = all.length - values.length;
  const patchColours = {
    input: colours.map,
    inputDomain: colours.domain,
    weight: colours.map,
    weightDomain: colours.domain,
  };
  const even = Math.abs(max.value - average.value) < EVEN;
  const result = (
    id: string,
    name: string,
    sum: string,
    { value, gpuValue }: CellExplanation,
    sign = '=',
  ): TemplateResult =>
    html`<dt class="mono">${name}</dt>
      <dd class="mono">
        ${sum} ${sign} <b data-testid=${id} title=${String(gpuValue)}>${formatNumber(value)}</b>
      </dd>`;
  return html`<section class="numbers" data-testid="pool-numbers" data-cell=${`${row},${column}`}>
    <div>
      <h3>${say.cell(row + 1, column + 1)}</h3>
      <cs-patch .terms=${all} .colours=${patchColours} .chosen=${max.value}></cs-patch>
    </div>
    <div>
      <dl>
        ${result('max-value', 'MaxPooling2D', say.largestOf(values.length), max)}
        ${result('mean-value', 'AveragePooling2D', meanSum(values), average, mean(values, average.value).sign)}
      </dl>
      <p class="say" data-testid="pool-say">${even ? say.even : say.uneven}</p>
      ${outside > 0 ? html`<p class="say">${say.outside(outside, values.length)}</p>` : nothing}
    </div>
    <div class="keeps">
      <p><b class="mono">MaxPooling2D</b> ${say.keepsMax}</p>
      <p><b class="mono">AveragePooling2D</b> ${say.keepsMean}</p>
    </div>
  </section>`;
}
