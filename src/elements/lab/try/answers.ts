// The answer in words, the probabilities of all classes, and the held-out pictures to choose from.

import { html, nothing, type TemplateResult } from 'lit';
import type { TrainedModel } from '../../../lab/lab';
import { bestOf, type LiveAnswer } from '../../../lab/live';
import { formatPercent } from '../../text/format';
import '../still';
import { className, labWords } from '../words';

/** Of each class, to choose from. */
const OF_EACH = 3;

/** @param ask shows what speaks for an answer @param asked the one that is shown, where it was chosen */
export function answerList(
  { trained, report }: TrainedModel,
  answer: LiveAnswer,
  asked: number | null,
  ask: (answer: number) => void,
): TemplateResult {
  const words = labWords().try;
  const best = bestOf(answer.smooth);
  const { familiar } = answer;
  const sure = familiar && (answer.smooth[best] ?? 0) >= report.threshold.value;
  const bestClass = trained.classes[best];
  const said = sure && bestClass ? className(bestClass) : words.notSure;
  const { framesPerSecond, latencyMs } = answer;
  return html`<p class="said ${sure ? '' : 'unsure'}" data-testid="said">${said}</p>
    <p class="visually-hidden" aria-live="polite">${familiar ? said : `${said}. ${words.unfamiliar}`}</p>
    <ol class="answers">
      ${trained.classes.map((one, at) => {
        const share = answer.smooth[at] ?? 0;
        return html`<li class=${at === best ? 'best' : ''} data-testid=${`answer-${one.id}`}>
          <button
            class="plain"
            aria-pressed=${asked === at ? 'true' : 'false'}
            title=${words.ask(className(one))}
            @click=${() => ask(at)}
          >
            ${className(one)}
          </button>
          <span class="track"><i .style="width:${100 * share}%"></i></span
          ><span class="mono">${formatPercent(share, 0)}</span>
        </li>`;
      })}
    </ol>
    ${
      trained.familiarity
        ? html`<p class="hint unfamiliar" ?data-shown=${!familiar} data-testid="unfamiliar">
            ${words.unfamiliar}
          </p>`
        : nothing
    }
    <p class="hint figure" data-testid="speed">
      ${words.speed(framesPerSecond.toFixed(framesPerSecond < 10 ? 1 : 0), latencyMs.toFixed(0))}
    </p>`;
}

/** @param chosen the place of the one that is shown */
export function stillChoice(
  { trained }: TrainedModel,
  chosen: number,
  choose: (at: number) => void,
): TemplateResult {
  const { held, classes } = trained;
  const counts = new Map<number, number>();
  const shown = [...held.images.labels.keys()].filter((at) => {
    const label = held.images.labels[at] ?? 0;
    const count = counts.get(label) ?? 0;
    counts.set(label, count + 1);
    return count < OF_EACH;
  });
  return html`<div class="stills" role="group" aria-label=${labWords().try.picture}>
    ${shown.map((at) => {
      const one = classes[held.images.labels[at] ?? 0];
      return html`<button
        aria-pressed=${at === chosen ? 'true' : 'false'}
        aria-label=${one ? className(one) : ''}
        data-testid="try-still"
        @click=${() => choose(at)}
      >
        <cs-still .images=${held.images} .at=${at}></cs-still>
      </button>`;
    })}
  </div>`;
}
