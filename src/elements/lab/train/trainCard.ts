// The second step: one button, its progress, the curve, what came of it; settings folded away.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Lab, TrainedModel } from '../../../lab/lab';
import { BESIDE } from '../../../lab/recipe';
import { ScreenElement } from '../../sessionElement';
import { formatPercent, formatShort } from '../../text/format';
import { shared } from '../../controls/styles';
import { switchStyles } from '../../controls/switchStyles';
import { themeChoice } from '../../theme';
import { FocusController } from '../../controllers/focusController';
import './labCurve';
import { cardStyles, labStyles } from '../labStyles';
import { ListenController } from '../../controllers/listenController';
import { lookButton } from '../lookButton';
import { seenPictures, seenStyles } from './seenPictures';
import { className, labErrorText, labWords } from '../words';

/** Photos of a class. */
const FEW = 20;

@customElement('cs-lab-train')
export class LabTrainElement extends ScreenElement {
  static override readonly styles = [
    shared,
    switchStyles,
    labStyles,
    cardStyles,
    seenStyles,
    css`
      .settings {
        display: grid;
        gap: var(--space-8);
        padding: var(--space-4) 0 var(--space-8);
      }
      .settings > label:not(.switch) {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 96px;
        white-space: normal;
      }
      .settings input[type='number'] {
        width: 100%;
      }
      .result {
        font-size: var(--type-title);
        font-weight: 600;
        line-height: 1.4;
      }
      .running {
        display: grid;
        gap: 6px;
      }
      .stack {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
      }
    `,
  ];

  @property({ attribute: false }) lab: Lab | null = null;

  constructor() {
    super();
    new ListenController(this, () => this.lab, ['change', 'progress']);
    new FocusController(this, ['[data-testid=lab-cancel]', '[data-testid=lab-train]']);
  }

  protected override render(): TemplateResult {
    const { lab } = this;
    if (!lab) return html``;
    const { train } = labWords();
    const { plan, obstacle, training } = lab;
    const made = lab.madeIn(lab.way);
    const left = lab.leftOut.map(className).join(', ');
    if (obstacle && !training && !made && !lab.error)
      return html`<p class="hint" data-testid="lab-ready">${labErrorText(obstacle)}</p>`;
    return html`<div class="bar">
        ${
          training
            ? html`<button class="small" data-testid="lab-cancel" @click=${() => lab.cancel()}>
                  ${train.cancel}
                </button>
                ${
                  lab.canFinish
                    ? html`<button class="small" data-testid="lab-finish" @click=${() => lab.finish()}>
                        ${train.finish}
                      </button>`
                    : nothing
                }`
            : html`<button
                class="main"
                data-testid="lab-train"
                ?disabled=${obstacle !== null || lab.looking}
                @click=${() => void lab.train()}
              >
                ${made ? train.again : train.start}
              </button>`
        }
        ${lookButton(lab, this, { testid: 'lab-look', hint: train.lookHint })}
      </div>
      ${
        training
          ? this.#running(lab)
          : html`<p class="hint" data-testid="lab-ready">
              ${obstacle ? labErrorText(obstacle) : train.ready(plan.classes, plan.pictures, plan.epochs)}
              ${!obstacle && lab.way === 'own' ? train.best : ''}
              ${left === '' || obstacle ? '' : train.leftOut(left)} ${this.#few(lab)}
            </p>`
      }
      ${lab.error ? html`<p class="note" role="alert" data-testid="lab-error">${train.failed}: ${labErrorText(lab.error)}</p>` : nothing}
      <cs-lab-curve .lab=${lab}></cs-lab-curve>
      ${lab.augmented ? seenPictures(lab.augmented, themeChoice.theme) : nothing}
      ${made && !training ? this.#result(made) : nothing} ${this.#settings(lab)}`;
  }

  /** What helps with few photos; '' where there are enough. */
  #few({ plan, obstacle, settings, way }: Lab): string {
    const { few } = labWords().train;
    if (obstacle !== null || plan.pictures >= FEW * plan.classes) return '';
    if (way === 'own') return few.own;
    return way === 'transfer' && plan.fruits > 0 && !settings.beside ? few.transfer : '';
  }

  #running(lab: Lab): TemplateResult {
    const { train } = labWords();
    const { progress } = lab;
    const phase = progress?.phase ?? 'pictures';
    const name = train.phases[phase];
    const { fraction = null, secondsLeft = null } = progress ?? {};
    const more = [
      phase === 'learn' && progress ? train.epoch(progress.epoch, progress.epochs) : '',
      secondsLeft === null ? '' : train.left(secondsLeft),
    ].filter(Boolean);
    return html`<div class="running">
      <p class="bar spread figure">
        <span aria-live="polite" data-testid="lab-phase" data-phase=${phase}>${name}</span>
        <span class="hint" data-testid="lab-left">${more.join(' · ')}</span>
      </p>
      ${
        fraction === null
          ? html`<progress aria-label=${name}></progress>`
          : html`<progress aria-label=${name} max="1" .value=${fraction}></progress>`
      }
      <span class="hint">${lab.way === 'transfer' ? train.rests : train.watch}</span>
    </div>`;
  }

  #result({ trained, report, own }: TrainedModel): TemplateResult {
    const { train } = labWords();
    const names = trained.oneRecording.map(className).join(', ');
    return html`<div class="stack" aria-live="polite" data-testid="lab-result">
      <p class="result">${train.done(formatPercent(report.confusion.accuracy, 0), report.count)}</p>
      <p class="hint">${train.took(formatShort(trained.seconds), trained.pictures)}</p>
      ${trained.way === 'rendered' ? html`<p class="hint">${train.synthetic}</p>` : nothing}
      ${own ? html`<p class="figure">${train.own(formatPercent(own.confusion.accuracy, 0), own.count)}</p>` : nothing}
      ${names === '' ? nothing : html`<p class="note">${train.oneRecording(names)}</p>`}
    </div>`;
  }

  #settings(lab: Lab): TemplateResult {
    const { train } = labWords();
    const { settings, training } = lab;
    const number = (
      name: string,
      key: 'epochs' | 'learningRate' | 'seed',
      { least, most, step }: { least: number; most: number; step: string },
    ): TemplateResult =>
      html`<label
        ><span>${name}</span
        ><input
          type="number"
          min=${least}
          max=${most}
          step=${step}
          placeholder=${key === 'epochs' ? train.automatic : ''}
          ?disabled=${training}
          .value=${String(settings[key] ?? '')}
          data-testid=${`lab-${key}`}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            const value = input.value === '' ? null : Number(input.value);
            const sound = value !== null && value >= least && value <= most;
            if (sound || (value === null && key === 'epochs')) lab.set({ [key]: value });
            // What cannot be is set back to what is.
            input.value = String(lab.settings[key] ?? '');
          }}
      /></label>`;
    const onOff = (key: 'augment' | 'beside', name: string, hint = ''): TemplateResult =>
      html`<label class="switch"
          ><input
            type="checkbox"
            role="switch"
            data-testid=${`lab-${key}`}
            .checked=${settings[key]}
            ?disabled=${training}
            @change=${(event: Event) => lab.set({ [key]: (event.target as HTMLInputElement).checked })}
          />${name}</label
        >${hint === '' ? nothing : html`<p class="hint">${hint}</p>`}`;
    return html`<details>
      <summary>${train.settings}</summary>
      <div class="settings">
        ${number(train.epochs, 'epochs', { least: 1, most: 500, step: '1' })}
        ${lab.way === 'transfer' ? nothing : number(train.rate, 'learningRate', { least: 0.00001, most: 1, step: 'any' })}
        ${number(train.seed, 'seed', { least: 1, most: 4294967295, step: '1' })}
        ${onOff('augment', train.augment)}
        ${lab.plan.fruits > 0 && lab.way === 'transfer' ? onOff('beside', train.beside, train.besideHint(BESIDE)) : nothing}
      </div>
    </details>`;
  }
}
