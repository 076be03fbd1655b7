// What stands on the board of an opened map besides pictures and marks: names above the columns, legends below them, the
// numbers beside the rows, and the list of classes.

import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from '../../styleMap';
import { colourMap, cssGradient, type ColourMap, type Domain, type Theme } from '../../../draw/colourMaps';
import type { Rect } from '../../../draw/layout';
import type { OpenedLayout } from '../../../draw/openedLayout';
import { PICTURE, activationMap, filterDomain, mapDomain, signedColour } from '../../../draw/stageTiles';
import type { CellExplanation, StageFacade } from '../../../session/facade';
import type { MapWindow } from '../../../inspect/cell/layerWindows';
import { resultText } from '../../arithmetic/equation';
import { formatNumber, formatPercent, formatShape } from '../../text/format';
import { added as addedTo } from '../../arithmetic/lines';
import { className, classWords } from '../../text/classes';

import type { Messages } from '../../locale';
import { formatScore, softmaxShares, softmaxText } from '../../arithmetic/softmaxShares';
import { functionName } from '../caption';
import { rowOf } from './marks';
import { partSums, type OpenedModel } from './model';
import { rangeText } from '../scaleBars';
import type { Beat } from '../walk';

/** An opened map at one instant. */
export interface OpenedScene {
  /** For the names of the classes. */
  readonly session: Pick<StageFacade, 'classNames'>;
  readonly model: OpenedModel;
  readonly layout: OpenedLayout;
  readonly channel: number;
  /** The cell pointed at, or the last one that was. */
  readonly index: readonly number[];
  /** What it reads of each of its input maps; null where it reads all of it. */
  readonly window: MapWindow | null;
  /** Input channels it reads, those not shown included. */
  readonly reads: number;
  /** Of the cell pointed at; null while it is on its way. */
  readonly own: CellExplanation | null;
  /** What happens now in a walk, its place among the beats of the cell, and all of them. */
  readonly now: Beat | null;
  readonly beat: number | null;
  readonly beats: readonly Beat[];
  /** The row with displayed numbers. */
  readonly slice: number;
  /** All input channels have a row, however many they are. */
  readonly all: boolean;
  readonly theme: Theme;
  readonly words: Messages;
  readonly choose: (row: number) => void;
  readonly showAll: (all: boolean) => void;
}

export const place = ({ x, y, width, height }: Rect): Record<string, string> => ({
  left: `${x}px`,
  top: `${y}px`,
  width: `${width}px`,
  height: `${height}px`,
});

export const frame = (rect: Rect): TemplateResult =>
  html`<div class="frame" .style=${styleMap(place(rect))}></div>`;

/** Names above the columns. */
export function heads({ model, layout, channel, reads, own, words }: OpenedScene): TemplateResult {
  const { heads: names, table } = words.opened;
  const largest = own?.softmax ? table.largest(formatScore(softmaxShares(own.softmax).largest)) : '';
  const { view, shape, parts, sourceShape } = model;
  const head = (
    rect: Rect | null | undefined,
    name: string,
    detail: string,
  ): TemplateResult | typeof nothing =>
    rect
      ? html`<div class="head" .style=${styleMap({ left: `${rect.x + rect.width / 2}px`, top: '-42px' })}>
          <b>${name}</b><span class="mono">${detail}</span>
        </div>`
      : nothing;
  const first = layout.parts[0];
  const fromPicture = parts[0]?.source.name === PICTURE;
  const unit = view.outputShape.length === 1;
  const count = sourceShape.length === 3 ? reads : 1;
  const inputs =
    sourceShape.length === 1
      ? names.numbers(sourceShape[0] ?? 0)
      : fromPicture
        ? names.picture
        : names.inputs(count);
  const slices = view.kernel?.shape;
  const bent = functionName(typeof view.options.activation === 'string' ? view.options.activation : 'linear');
  const outputName = model.last
    ? names.answer
    : bent !== 'linear'
      ? bent
      : unit
        ? names.units
        : names.map(channel + 1);
  return html`${head(first?.input, inputs, sourceShape.length === 3 ? formatShape(sourceShape.slice(0, 2)) : '')}
  ${head(
    layout.block,
    slices?.length === 4 ? names.filter(channel + 1) : names.weights,
    slices?.length === 4 ? formatShape([...slices.slice(0, 2), count]) : '',
  )}
  ${head(first?.product, names.products, unit ? 'x · w' : 'Σ x · w')}
  ${head(layout.sum, names.sum(view.bias !== null), shape.sum ? formatShape([shape.sum.rows, shape.sum.columns]) : '')}
  ${head(
    layout.output,
    outputName,
    model.last ? largest : unit ? String(view.outputShape[0]) : formatShape(view.outputShape.slice(0, 2)),
  )}`;
}

/** The legend below each column. */
export function scales({ model, layout, theme, slice }: OpenedScene): TemplateResult {
  const top = `${layout.height + 8}px`;
  const bar = (
    rect: Rect | null | undefined,
    map: ColourMap,
    domain: Domain,
    also: ColourMap | null = null,
  ): TemplateResult | typeof nothing =>
    rect
      ? html`<div class="scale" .style=${styleMap({ left: `${rect.x + rect.width / 2}px`, top })}>
          ${
            also
              ? html`<i
                  .style=${styleMap({ background: cssGradient(also), width: `${Math.min(64, Math.max(26, rect.width))}px` })}
                ></i>`
              : nothing
          }<i
            .style=${styleMap({ background: cssGradient(map), width: `${Math.min(64, Math.max(26, rect.width))}px` })}
          ></i
          ><span class="mono">${rangeText(domain, map.centred)}</span>
        </div>`
      : nothing;
  const source = model.parts[0]?.source;
  const first = layout.parts[0];
  const { view, tensors } = model;
  return html`${source ? bar(first?.input, activationMap(source, theme), mapDomain(source, model.parts[slice]?.channel ?? 0)) : nothing}
  ${first?.kernel ? bar(first.kernel, colourMap('weight', theme), filterDomain(view, tensors.channel), model.shape.colour ? signedColour(theme) : null) : nothing}
  ${tensors.products ? bar(first?.product, colourMap('signed', theme), tensors.domain) : nothing}
  ${tensors.sum && model.shape.sum ? bar(layout.sum, colourMap('signed', theme), tensors.domain) : nothing}
  ${model.last ? nothing : bar(layout.output, activationMap(view, theme), mapDomain(view, tensors.channel))}`;
}

/** The numbers beside the rows, under the sum and under the map. */
export function figures({
  model,
  layout,
  own,
  now,
  beat: at,
  beats,
  slice,
  words,
  choose,
}: OpenedScene): TemplateResult {
  const { opened } = words;
  const sums = own ? partSums(model, own) : [];
  const unit = model.view.outputShape.length === 1;
  const numbers = layout.parts.map(({ number }, part) => {
    const key = model.keys[part];
    if (!number || key === undefined) return nothing;
    const mine = beats.findIndex((beat) => beat.kind === 'part' && beat.part === key);
    const seen = unit || at === null || (mine !== -1 && mine <= at);
    const value = sums[part];
    return html`<button
      class="number ${part === slice && model.keys.length > 1 ? 'chosen' : ''} ${seen ? '' : 'unseen'}"
      .style=${styleMap({ left: `${number.x}px`, top: `${number.y}px`, width: `${number.width}px` })}
      data-testid="part-number"
      tabindex=${part === slice ? 0 : -1}
      aria-label=${`${opened.showPart((model.parts[part]?.channel ?? 0) + 1)}: ${value === undefined ? '' : formatNumber(value)}`}
      title=${value === undefined ? nothing : String(value)}
      @click=${() => choose(part)}
    >
      ${value === undefined ? nothing : formatNumber(value)}
    </button>`;
  });
  const running = now !== null && 'running' in now ? now.running : null;
  const summed = now === null || !['window', 'part', 'rest', 'bias'].includes(now.kind);
  const sumText =
    own === null || own.edited === true
      ? ''
      : summed
        ? formatNumber(own.sum)
        : running === null
          ? ''
          : formatNumber(running);
  // What was summed, and the bias, where all of it is there.
  const added = own?.bias === null || own?.bias === undefined || !(now === null || summed) ? null : own.bias;
  const sum = added === null || !own ? null : addedTo(own.sum - added, added, own.sum);
  const made = now === null || now.kind === 'result' || now.kind === 'quotient' || now.kind === 'divide';
  const value = own === null || !made ? '' : model.last ? formatPercent(own.value) : formatNumber(own.value);
  return html`${numbers}
  ${
    layout.sum
      ? model.shape.sum
        ? html`<div
            class="equation"
            data-testid="opened-sum"
            .style=${styleMap({ left: `${layout.sum.x + layout.sum.width / 2}px`, top: `${layout.sum.y + layout.sum.height + 6}px` })}
          >
            ${sum ? `${sum.operands} ${sum.sign} ` : nothing}<b>${sumText}</b>
          </div>`
        : html`<div
            class="figure"
            data-testid="opened-sum"
            .style=${styleMap({ left: `${layout.sum.x}px`, top: `${layout.sum.y}px`, width: `${layout.sum.width}px`, height: `${layout.sum.height}px` })}
          >
            ${sumText}
          </div>`
      : nothing
  }
  ${
    model.last
      ? nothing
      : html`<div
          class="equation result"
          data-testid="opened-value"
          .style=${styleMap({
            left: `${layout.output.x + layout.output.width / 2}px`,
            top: `${layout.output.y + layout.output.height + 4}px`,
          })}
        >
          <b>${value}</b>
        </div>`
  }`;
}

/** Rows that nothing happens in now, in a walk. */
export function veils({ model, layout, now, own }: OpenedScene): TemplateResult[] {
  const row = rowOf(model, now, own);
  if (row === null || layout.parts.length < 2) return [];
  return layout.parts.flatMap(({ input, product, number, kernel }, at) => {
    if (at === row) return [];
    const right = Math.max(
      ...[input, kernel, product, number].map((rect) => (rect ? rect.x + rect.width : 0)),
    );
    const tall = Math.max(input.height, product?.height ?? 0, kernel?.height ?? 0) + 4;
    const y = input.y + input.height / 2 - tall / 2;
    return [
      html`<div
        class="veil"
        .style=${styleMap({ left: `${input.x - 3}px`, top: `${y}px`, width: `${right - input.x + 6}px`, height: `${tall}px` })}
      ></div>`,
    ];
  });
}

/** The classes: from scores over exponentials to shares. */
export function classes({ session, model, own, now, channel, words }: OpenedScene): TemplateResult {
  const { table } = words.opened;
  const shares = own?.softmax ? softmaxShares(own.softmax) : null;
  const rows = shares ? softmaxText(shares).classes : [];
  const at = now && 'unit' in now ? now.unit : -1;
  const exponentials = now === null || now.kind === 'quotient';
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${classWords(session, words).column}</th>
        <th scope="col">${table.score}</th>
        <th scope="col">e<sup>z−m</sup></th>
        <th scope="col">${table.probability}</th>
      </tr>
    </thead>
    <tbody>
      ${Array.from({ length: model.view.outputShape[0] ?? 0 }, (_, unit) => {
        const row = rows[unit];
        const reached = exponentials || (now.kind === 'exponential' && unit <= now.unit);
        const shared = row && exponentials;
        return html`<tr class="${unit === channel ? 'pointed' : ''} ${unit === at ? 'now' : ''}">
          <td class="class" title=${className(session, unit)}>${className(session, unit)}</td>
          <td>${row ? row.score : nothing}</td>
          <td>${row && reached ? resultText(row.exponential) : nothing}</td>
          <td
            .style=${styleMap({ '--part': shared ? `${(shares?.classes[unit]?.share ?? 0) * 100}%` : '0' })}
          >
            ${shared ? resultText(row.share) : nothing}
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
