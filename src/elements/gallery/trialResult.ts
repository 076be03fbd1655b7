// What a trial gave: the time of each layer beside its first maps, and the largest answers.

import { html, nothing, type TemplateResult } from 'lit';
import type { ShownNetwork } from '../../inspect/gallery';
import { widen, UNSEEN } from '../../inspect/probe/colourDomain';
import type { Language } from '../locale';
import { trialWords } from '../locales/trial';
import { PointLayerEvent, every, holdingOf, shareText, timeText } from './facts';
import '../screenProvider';
import './mapStrip';
import { MAPS } from './mapStrip';
import type { TrialOutcome } from './trialController';

const LARGEST = 5;
/** From so many weights on, reading them is what dense layers do. */
const MANY_WEIGHTS = 1e6;

interface Given {
  readonly network: ShownNetwork;
  readonly outcome: TrialOutcome;
  readonly pointed: string | null;
  readonly language: Language;
}

function answers({ outcome }: Given): TemplateResult {
  const { answers: say } = trialWords();
  const all = [...outcome.answers];
  const largest = all
    .map((value, unit) => ({ value, unit }))
    .sort((a, b) => b.value - a.value)
    .slice(0, LARGEST);
  const most = largest[0]?.value ?? 1;
  const sum = all.reduce((total, value) => total + value, 0);
  return html`<div class="answers">
    <h3>${say.title(all.length)}</h3>
    <ol>
      ${largest.map(
        ({ value, unit }) =>
          html`<li data-testid="trial-answer" data-unit=${unit} data-value=${value}>
            <span>${say.unit(unit)}</span><i .style=${`width:${(100 * value) / most}%`}></i
            ><span class="mono">${shareText(value)}</span>
          </li>`,
      )}
    </ol>
    <p data-testid="trial-sum">${say.sum(sum.toFixed(6))} ${say.even(shareText(1 / all.length))}</p>
  </div>`;
}

export function trialResult(given: Given): TemplateResult {
  const { network, outcome, pointed, language } = given;
  const say = trialWords();
  const { times, totalMs, ranges, screen, result } = outcome;
  const most = Math.max(...times.map(({ ms }) => ms));
  const row = ({ layer: name, ms }: (typeof times)[number]): TemplateResult | typeof nothing => {
    const layer = network.layers.find((one) => one.name === name);
    if (!layer) return nothing;
    const [low, high] = ranges.get(name) ?? UNSEEN;
    const channels = layer.shape[2] ?? 0;
    return html`<tr
      class=${name === pointed ? 'pointed' : ''}
      data-testid="trial-layer"
      data-layer=${name}
      @pointerenter=${({ currentTarget }: Event) => currentTarget?.dispatchEvent(new PointLayerEvent(name))}
    >
      <th scope="row"><b>${name}</b></th>
      <td class="time">
        <span class="track"><i class=${holdingOf(layer)} .style=${`width:${(100 * ms) / most}%`}></i></span>
        <span class="mono">${timeText(ms)}</span>
      </td>
      <td class="maps">
        ${
          layer.shape.length === 3
            ? html`<cs-map-strip
                .tensor=${result(name)}
                .domain=${widen(UNSEEN, low, high)}
                label=${say.mapsOf(name, Math.min(MAPS, channels))}
              ></cs-map-strip>`
            : say.numbers(every(layer.results, language))
        }
      </td>
    </tr>`;
  };
  const dense = network.layers.filter((layer) => holdingOf(layer) === 'row');
  const denseMs = times
    .filter(({ layer }) => dense.some(({ name }) => name === layer))
    .reduce((sum, { ms }) => sum + ms, 0);
  const denseWork = dense.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  return html`<cs-screen .screen=${screen}
    ><div class="result" data-testid="trial-result">
      ${
        dense.reduce((sum, { parameters }) => sum + parameters, 0) > MANY_WEIGHTS
          ? html`<p data-testid="trial-dense">
              ${say.dense(shareText(denseWork / network.multiplyAdds), shareText(denseMs / totalMs))}
            </p>`
          : nothing
      }
      <table>
        <caption class="visually-hidden">
          ${say.table.caption(network.title)}
        </caption>
        <thead>
          <tr>
            <th scope="col">${say.table.layer}</th>
            <th scope="col">${say.table.time}</th>
            <th scope="col">${say.table.maps}</th>
          </tr>
        </thead>
        <tbody>
          ${times.map(row)}
        </tbody>
      </table>
      ${answers(given)}
    </div></cs-screen
  >`;
}
