// The arithmetic of the cell pointed at in an opened map: the numbers of one slice (or of the window, or the largest
// products of a unit), then the sum, the bias and the activation. In a walk, what has not happened yet is pale.

import { html, nothing, type TemplateResult } from 'lit';
import { colourMap } from '../../../draw/colourMaps';
import { activationMap, filterDomain, mapDomain, signedColour } from '../../../draw/stageTiles';
import type { CellExplanation } from '../../../session/facade';
import { equation, equationText, resultText } from '../../arithmetic/equation';
import { formatNumber, formatPercent } from '../../text/format';
import { colourCells } from '../../inspector/colourGrid';
import '../../inspector/contributions';
import type { Contribution } from '../../inspector/contributions';
import '../../inspector/patch';
import { added, product } from '../../arithmetic/lines';
import { functionName } from '../caption';
import { termsOfParts } from './model';
import type { OpenedScene } from './parts';
import { placeOfInput } from './places';
import '../products';
import type { ProductColours } from '../products';
import { sumOf, type Beat, PARTS_SHOWN } from '../walk';

/** A scene with known numbers. */
interface NumbersOf extends Omit<OpenedScene, 'own' | 'now' | 'beat'> {
  readonly explanation: CellExplanation;
  readonly beat: Beat | null;
}

/** How far a walk has come in the sum: parts, bias, bend. */
const STAGES: Readonly<Record<Beat['kind'], number>> = {
  window: 0,
  part: 1,
  rest: 1,
  compare: 1,
  gather: 1,
  bias: 2,
  divide: 2,
  result: 3,
  largest: 3,
  exponential: 3,
  quotient: 4,
};

function colours({ model, theme, slice }: NumbersOf): ProductColours | null {
  const source = model.parts[0]?.source;
  if (!source) return null;
  // Of single products, which are smaller than sums: as large as one can be within the colours of its factors.
  const inputDomain = mapDomain(source, model.parts[slice]?.channel ?? 0);
  const weightDomain = filterDomain(model.view, model.tensors.channel);
  const reach = Math.max(...inputDomain) * Math.max(...weightDomain);
  return {
    input: activationMap(source, theme),
    inputDomain,
    weight: colourMap('weight', theme),
    weightDomain,
    product: colourMap('signed', theme),
    productDomain: [-reach, reach],
  };
}

/** The largest products of a unit, as bars. */
function largest({ model, explanation, beat, words }: NumbersOf): TemplateResult {
  const { terms } = explanation;
  const { opened } = words;
  const nameOf = (at: number): string => {
    if (model.sourceShape.length !== 3) return opened.unit(at + 1);
    const { channel, row, column } = placeOfInput(model.sourceShape, at);
    return opened.cellOf(channel + 1, row + 1, column + 1);
  };
  const listed = terms
    .map((term, at) => ({ at, term, value: sumOf(terms, [at]) }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, PARTS_SHOWN);
  const rows = listed.map(({ term, value }): Contribution => ({
    name: nameOf(term.inputIndex[0] ?? 0),
    detail: equationText(product(term.value, term.weight ?? 1)),
    value,
  }));
  const now = beat?.kind === 'part' ? listed.findIndex(({ at }) => at === beat.terms[0]) : -1;
  return html`<div>
    <h3>${opened.largestProducts}</h3>
    <cs-contributions .rows=${rows} .chosen=${now === -1 ? null : now}></cs-contributions>
  </div>`;
}

/** Patch and kernel with all channels at once, where they are those of a colour picture. */
function inColour({
  model,
  explanation: { terms },
  theme,
  words,
}: NumbersOf): TemplateResult | typeof nothing {
  if (!model.shape.colour) return nothing;
  const { inspector } = words;
  return html`<div class="in-colour">
    <cs-colour-grid
      largest="60"
      caption=${inspector.patchInColour}
      .cells=${colourCells(terms, false)}
      .map=${colourMap('pixels', theme)}
    ></cs-colour-grid>
    <cs-colour-grid
      largest="60"
      caption=${inspector.kernelInColour}
      .cells=${colourCells(terms, true)}
      .map=${signedColour(theme)}
      .domain=${filterDomain(model.view, model.tensors.channel)}
    ></cs-colour-grid>
  </div>`;
}

function operands(of: NumbersOf): TemplateResult | typeof nothing {
  const { model, explanation, beat, slice } = of;
  const { terms, rule } = explanation;
  if (explanation.index.length === 1 && rule === 'sum') return largest(of);
  const shown = (termsOfParts(model, explanation)[slice] ?? []).flatMap((at) => terms[at] ?? []);
  if (shown.length < 2 || shown.length > 400) return nothing;
  if (shown.some(({ weight }) => weight !== null)) {
    const key = model.keys[slice];
    const mine = beat?.kind === 'part' && beat.part === key;
    return html`${inColour(of)}<cs-products
        .terms=${shown}
        .colours=${colours(of)}
        .multiplied=${beat === null || mine || STAGES[beat.kind] >= 2}
      ></cs-products>`;
  }
  const taken =
    beat === null || beat.kind === 'result'
      ? explanation.value
      : beat.kind === 'compare'
        ? beat.running
        : null;
  return html`<cs-patch
    .terms=${shown}
    .colours=${colours(of)}
    .chosen=${rule === 'max' ? taken : null}
  ></cs-patch>`;
}

function arithmetic({ model, explanation, beat, slice, words }: NumbersOf): TemplateResult {
  const { inspector, opened } = words;
  const { rule, bias, sum, value, activation, softmax, terms } = explanation;
  const stage = beat === null ? null : STAGES[beat.kind];
  const n = formatNumber;
  const line = (
    name: string | TemplateResult,
    text: string,
    at: number,
    { total = false, full = NaN }: { total?: boolean; full?: number } = {},
  ): TemplateResult => {
    const state = stage === null ? '' : stage === at ? 'now' : stage < at ? 'later' : '';
    return html`<dt class=${state}>${name}</dt>
      <dd class="${state} ${total ? 'sum' : ''}" title=${Number.isNaN(full) ? nothing : String(full)}>
        ${text}
      </dd>`;
  };
  if (rule === 'max')
    return html`<dl data-testid="arithmetic">
      ${line(inspector.largest, n(beat?.kind === 'compare' ? beat.running : value), 1, { full: value })}
    </dl>`;
  if (rule === 'mean') {
    const inside = terms.filter(({ padded }) => !padded).length;
    const running = beat?.kind === 'gather' || beat?.kind === 'rest' ? beat.running : sum * inside;
    return html`<dl data-testid="arithmetic">
      ${line(stage === 1 ? opened.soFar : inspector.sum, n(running), 1)}
      ${line(`÷ ${inside}`, resultText(equation([sum * inside, ` ÷ ${inside}`], value)), 2, { total: true, full: value })}
    </dl>`;
  }
  if (rule === 'other') return html`<dl>${line(inspector.value, n(value), 3, { full: value })}</dl>`;
  const products = sum - (bias ?? 0);
  const running = beat?.kind === 'part' || beat?.kind === 'rest' ? beat.running : products;
  const bent = activation !== 'linear' && activation !== '';
  const only = termsOfParts(model, explanation)[slice] ?? [];
  return html`<dl data-testid="arithmetic">
    ${
      model.keys.length > 1 && explanation.index.length === 3
        ? html`<dt>${opened.part((model.parts[slice]?.channel ?? 0) + 1)}</dt>
            <dd>${n(sumOf(terms, only))}</dd>`
        : nothing
    }
    ${line(stage === 1 && running !== products ? opened.soFar : 'Σ x·w', n(stage === 0 ? 0 : running), 1, { full: products })}
    ${bias === null ? nothing : line(`+ ${inspector.bias}`, n(bias), 2, { full: bias })}
    ${line(`${bias === null ? '=' : added(products, bias, sum).sign} ${inspector.sum}`, n(sum), 2, { total: true, full: sum })}
    ${bent ? line(`→ ${functionName(activation)}`, softmax ? formatPercent(value) : n(value), softmax ? 4 : 3, { full: value }) : nothing}
  </dl>`;
}

export function openedNumbers({ own, now, ...scene }: OpenedScene): TemplateResult | typeof nothing {
  if (!own) return nothing;
  const of = { ...scene, explanation: own, beat: now };
  if (own.edited === true)
    return html`<p data-testid="opened-edited">${scene.words.inspector.shader.parts}</p>
      ${arithmetic(of)}`;
  return html`${operands(of)} ${arithmetic(of)}`;
}
