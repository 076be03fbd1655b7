// What was read, before anything is done with it: facts, what can be done, layers or weights, remarks.

import { html, nothing, type TemplateResult } from 'lit';
import type { FitReport } from '../../formats/fitWeights';
import type { NetworkConfig } from '../../models/network';
import { titleOf } from '../../session/editing/catalogue';
import type { FittedModel } from '../../session/editing/fittedModel';
import { previewNetwork } from '../../session/editing/preview';
import { factsText } from '../text/errorText';
import { formatShape } from '../text/format';
import type { Messages } from '../locale';
import { problemText } from '../network/words';
import { marked } from '../text/marked';
import type { Read } from './jobs';
import { inputsOf, type Plan, type Refusal } from './plan';
import { trainingText } from './training';
import { filesWords } from './words';

/** Lines of a table before the rest is left to its count. */
const MAX_LINES = 200;

export interface Reported {
  readonly read: Read;
  readonly plan: Plan;
  /** The network on the stage. */
  readonly network: NetworkConfig;
  readonly seed: number;
  readonly messages: Messages;
}

export function readReport(reported: Reported): TemplateResult {
  const { read, plan } = reported;
  const remarks = read.kind === 'model' ? read.model.remarks : read.remarks;
  return html`${facts(read)}
    <p class="plan ${plan.kind}" data-testid="files-plan" data-kind=${plan.kind}>
      ${marked(planText(reported))}
    </p>
    ${plan.kind === 'refused' && read.kind === 'model' ? inTerminal(read.file, read.model.network) : nothing}
    ${read.kind === 'model' ? layerTable(read.model.network) : fitTable(read.fit.report)}
    ${remarks.length > 0 ? remarkList(remarks) : nothing}`;
}

/** The sentence on what can be done, or why nothing can. */
export function planText({ plan, network, seed, messages }: Reported): string {
  const { plans } = filesWords().read;
  switch (plan.kind) {
    case 'network':
      return `${plan.fitted ? fittedText(plan.fitted) : ''}${plan.fresh ? plans.fresh(seed) : plans.network}`;
    case 'session':
      return `${plan.data === null ? '' : plans.data(plan.data)}${plans.session(plan.step, plan.seed)}`;
    case 'weights':
      return plans.weights(plan.fits, plan.of, titleOf(network.name));
    case 'nothing':
      return plans.nothing(titleOf(network.name));
    case 'refused':
      return `${plans.refused}${refusalText(plan.refusal, messages)}`;
    default:
      return plan satisfies never;
  }
}

function fittedText({ network, weights, classes, fits, of }: FittedModel): string {
  const { plans } = filesWords().read;
  const [input = []] = inputsOf(network);
  return plans.fitted(formatShape(input), classes) + (weights === null ? '' : plans.kept(fits, of));
}

function refusalText(refusal: Refusal, messages: Messages): string {
  switch (refusal.why) {
    case 'facts':
      return factsText(refusal.facts, '', messages);
    case 'problem':
      return problemText(refusal.problem);
    default:
      return refusal satisfies never;
  }
}

function facts(read: Read): TemplateResult {
  const words = filesWords().read;
  const rows: (readonly [string, string])[] = [[words.format, words.formats[read.format]]];
  if (read.kind === 'model') {
    const { network, weights, compile } = read.model;
    const { layers, parameterCount } = previewNetwork(network);
    rows.push(
      [words.network, titleOf(network.name)],
      [words.input, inputsOf(network).map(formatShape).join(', ')],
      [words.layers, words.count(layers.length)],
      [words.parameters, words.count(parameterCount)],
    );
    if (weights === null) rows.push([words.weights, words.none]);
    const training = compile ? trainingText(compile, words.scheduled) : null;
    if (training !== null && read.run === null) rows.push([words.training, training]);
  } else {
    const { weights, report } = read.fit;
    const unused = report.unused.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const numbers = [...weights.values()].reduce((sum, { length }) => sum + length, unused);
    rows.push([words.weights, words.numbers(report.matched.length + report.unused.length, numbers)]);
  }
  return html`<dl data-testid="files-facts">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** What can be done with it elsewhere. Pictures of folders are square and have three colours. */
function inTerminal(file: string, network: NetworkConfig): TemplateResult {
  const words = filesWords().read;
  const [[rows, columns, channels] = []] = inputsOf(network);
  const trainable = inputsOf(network).length === 1 && rows === columns && channels === 3;
  const name = /\s/.test(file) ? `"${file}"` : file;
  return html`<p>${trainable ? words.elsewhere : words.convert}</p>
    <pre class="commands" tabindex="0">
npm run convert -- ${name} OUT.onnx${trainable ? `\nnpm run train -- --model ${name} --data folder:DIR --size ${rows}` : ''}</pre>`;
}

function layerTable(network: NetworkConfig): TemplateResult {
  const words = filesWords().read;
  const { layers } = previewNetwork(network);
  return scrolled(
    words.layers,
    [words.layer, words.kind, words.shape, words.parameters],
    layers.map(({ name, className, outputShape, parameterCount }) => ({
      cells: [
        name,
        className,
        formatShape(outputShape),
        parameterCount > 0 ? words.count(parameterCount) : '–',
      ],
    })),
    2,
  );
}

function fitTable({ matched, missing, unused }: FitReport): TemplateResult {
  const words = filesWords().read;
  const rows = [
    ...missing.map(({ parameter, shape, found }) => ({
      cells: [
        `${parameter} ${formatShape(shape)}`,
        found === null ? words.nothingThere : words.otherShape(found.tensor, formatShape(found.shape)),
      ],
      mismatch: true,
    })),
    ...matched.map(({ parameter, tensor, by }) => ({
      cells: [parameter, by === 'order' ? `${tensor} (${words.byOrder})` : tensor],
    })),
  ];
  return html`${scrolled(words.weights, [words.parameter, words.found], rows)}
  ${
    unused.length > 0
      ? html`<details>
          <summary>${words.unused(unused.length)}</summary>
          <ul class="mono">
            ${unused.slice(0, MAX_LINES).map(({ tensor, shape }) => html`<li>${tensor} ${formatShape(shape)}</li>`)}
          </ul>
        </details>`
      : nothing
  }`;
}

interface Row {
  readonly cells: readonly string[];
  readonly mismatch?: boolean;
}

/** @param numbers from which column on there are numbers */
function scrolled(
  label: string,
  heads: readonly string[],
  rows: readonly Row[],
  numbers = Infinity,
): TemplateResult {
  const kind = (at: number): string => (at >= numbers ? 'number' : '');
  const more = rows.length - MAX_LINES;
  return html`<div class="table" tabindex="0" role="region" aria-label=${label} data-testid="files-table">
    <table>
      <thead>
        <tr>
          ${heads.map((head, at) => html`<th scope="col" class=${kind(at)}>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, MAX_LINES).map(
          ({ cells, mismatch }) =>
            html`<tr class=${mismatch === true ? 'mismatch' : ''}>
              ${cells.map((cell, at) => html`<td class=${kind(at)}>${cell}</td>`)}
            </tr>`,
        )}
        ${
          more > 0
            ? html`<tr>
                <td colspan=${heads.length}>+ ${filesWords().read.count(more)}</td>
              </tr>`
            : nothing
        }
      </tbody>
    </table>
  </div>`;
}

function remarkList(remarks: readonly string[]): TemplateResult {
  return html`<details ?open=${remarks.length <= 3} data-testid="files-remarks">
    <summary>${filesWords().read.remarks}</summary>
    <ul>
      ${remarks.slice(0, MAX_LINES).map((remark) => html`<li lang="en">${remark}</li>`)}
    </ul>
  </details>`;
}
