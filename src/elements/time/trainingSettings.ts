// The training settings: optimizer, schedule, early stopping and the rest, by Keras's names. The common ones are visible,
// the rest are folded away. Nothing changes until they are applied, as one entry of the list that undo goes through.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { TrainFacade } from '../../session/facade';
import { changeName } from '../code/changeName';
import { lintWords } from '../code/words';
import { shared } from '../controls/styles';
import { switchControl } from '../controls/switchStyles';
import { locale } from '../locale';
import { trainingSettingsWords } from '../locales/trainingSettings';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { marked } from '../text/marked';
import {
  changesIn,
  CLIPPINGS,
  draftOf,
  lossWeightField,
  optimizerKind,
  OPTIMIZER_NAMES,
  SCHEDULE_NAMES,
  settingsOf,
  withOptimizer,
  withSchedule,
  type ClippingName,
  type OptimizerKind,
  type RunLength,
  type ScheduleName,
  type SettingsDraft,
  type WrongField,
} from './settingsDraft';

type Group = 'options' | 'scheduleArguments' | 'early' | 'reduce';
type Choice = readonly [value: string, name: string];

@customElement('cs-training-settings')
export class TrainingSettingsElement extends SessionElement {
  static override readonly sessionEvents = ['statechange', 'editschange'] as const;
  static override readonly styles = [
    shared,
    switchControl,
    css`
      /* As wide as the panel, which does not scroll sideways. */
      :host {
        margin: 0 calc(-1 * var(--space-12));
        padding: 0 var(--space-12);
        overflow-x: clip;
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-12);
      }
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-8);
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 180px;
        gap: 3px var(--space-12);
        align-items: center;
      }
      .row:has(> input[role='switch']) {
        grid-template-columns: minmax(0, 1fr) auto;
      }
      .row > p {
        grid-column: 1 / -1;
        color: var(--muted);
        line-height: 1.45;
      }
      .row label {
        font-size: var(--type-body);
      }
      .row label code {
        font-size: var(--type-figure);
      }
      /* The numbers of one choice belong to it. */
      .inner {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-8);
        padding-left: var(--space-12);
        border-left: 2px solid var(--line);
      }
      select,
      input[type='text'] {
        width: 100%;
        min-width: 0;
        min-height: 28px;
        padding: 0 var(--space-8);
        font: inherit;
        font-size: var(--type-body);
        color: var(--ink);
        background: var(--panel);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-4);
      }
      input[type='text'] {
        font-family: var(--mono);
        text-align: right;
      }
      /* Above the foot, which stays in sight. */
      select,
      input {
        scroll-margin-bottom: 72px;
      }
      [role='group'] {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-8);
      }
      [role='group'] > p {
        color: var(--muted);
        line-height: 1.45;
      }
      .row label code {
        overflow-wrap: anywhere;
      }
      input[aria-invalid='true'] {
        border-color: var(--warning);
      }
      /* What is in details inherits from a part of it that has another box-sizing. */
      details * {
        box-sizing: border-box;
      }
      summary {
        padding: var(--space-4) 0;
        font-size: var(--type-body);
        cursor: pointer;
      }
      details > fieldset {
        padding-top: var(--space-8);
        gap: var(--space-12);
      }
      .foot {
        position: sticky;
        bottom: calc(-1 * var(--space-12));
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        gap: var(--space-8);
        align-items: center;
        margin: 0 calc(-1 * var(--space-12)) calc(-1 * var(--space-12));
        padding: var(--space-8) var(--space-12);
        background: var(--panel);
        border-top: 1px solid var(--line);
      }
      .foot p {
        color: var(--muted);
        line-height: 1.4;
      }
      .foot .primary {
        color: var(--on-accent);
        background: var(--accent);
        border-color: var(--accent);
        font-weight: 600;
      }
      .foot .primary:disabled {
        color: var(--muted);
        background: none;
        border-color: var(--line);
      }
      .foot p.wrong {
        color: var(--ink);
      }
    `,
  ];

  /** What was edited; null: nothing. */
  @state() private draft: SettingsDraft | null = null;
  @state() private wrong: WrongField | null = null;
  @state() private error: unknown = null;
  @state() private busy = false;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('select')?.focus();
  }

  #length({ progress, settings }: TrainFacade): RunLength {
    return { stepsPerEpoch: progress.stepsPerEpoch, epochs: settings.epochs };
  }

  #edit(session: TrainFacade, change: (draft: SettingsDraft) => SettingsDraft): void {
    this.draft = change(this.#draft(session));
    this.wrong = null;
    this.error = null;
  }

  /** Another optimizer brings its own rate; else the slider above has it. */
  #hasOwnRate({ settings }: TrainFacade, { optimizer }: SettingsDraft): boolean {
    return optimizer !== optimizerKind(settings.optimizer);
  }

  /** What was edited, or the run's; loss weights of another network are not kept. */
  #draft(session: TrainFacade): SettingsDraft {
    const { outputs = [] } = session.network;
    const own = draftOf(session.settings, this.#length(session), Math.max(1, outputs.length));
    const { draft } = this;
    if (draft === null || draft.lossWeights.length === own.lossWeights.length) return draft ?? own;
    return { ...draft, lossWeights: own.lossWeights };
  }

  /** The draft that is shown and applied. */
  #draftOf(session: TrainFacade): SettingsDraft {
    const { settings } = session;
    const draft = this.#draft(session);
    return this.#hasOwnRate(session, draft)
      ? draft
      : { ...draft, learningRate: String(settings.learningRate) };
  }

  #reset(): void {
    this.draft = null;
    this.wrong = null;
    this.error = null;
  }

  async #apply(event: Event): Promise<void> {
    event.preventDefault();
    const { session } = this;
    if (!session || !this.draft || this.busy) return;
    const { settings, network, editing } = session;
    const wanted = settingsOf(this.#draftOf(session), settings);
    if ('field' in wanted) {
      this.wrong = wanted;
      await this.updateComplete;
      const field = this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]');
      field?.closest('details')?.setAttribute('open', '');
      field?.focus();
      return;
    }
    const changed = changesIn(wanted, settings);
    const { learningRate, ...restart } = changed;
    this.busy = true;
    try {
      if (Object.keys(restart).length > 0)
        await editing.change(network, changeName(network, network, changed, settings), changed);
      else if (learningRate !== undefined) await editing.setLearningRate(learningRate);
      this.#reset();
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  }

  /** @param what one plain sentence */
  #row(id: string, label: TemplateResult | string, control: TemplateResult, what: string): TemplateResult {
    return html`<div class="row">
      <label for=${id}>${label}</label>${control}
      ${what === '' ? nothing : html`<p id=${`${id}-what`}>${what}</p>`}
    </div>`;
  }

  #select(
    session: TrainFacade,
    id: string,
    label: TemplateResult | string,
    {
      choices,
      value,
      what,
    }: { readonly choices: readonly Choice[]; readonly value: string; readonly what: string },
    change: (draft: SettingsDraft, value: string) => SettingsDraft,
  ): TemplateResult {
    const control = html`<select
      id=${id}
      data-testid=${`set-${id}`}
      aria-describedby=${`${id}-what`}
      @change=${(event: Event) => {
        const { value: chosen } = event.target as HTMLSelectElement;
        this.#edit(session, (draft) => change(draft, chosen));
      }}
    >
      ${choices.map(([one, name]) => html`<option value=${one} ?selected=${one === value}>${name}</option>`)}
    </select>`;
    return this.#row(id, label, control, what);
  }

  #text(
    session: TrainFacade,
    id: string,
    label: TemplateResult | string,
    { value, what }: { readonly value: string; readonly what: string },
    change: (draft: SettingsDraft, value: string) => SettingsDraft,
  ): TemplateResult {
    const isWrong = this.wrong !== null && id.endsWith(this.wrong.field);
    const control = html`<input
      type="text"
      id=${id}
      inputmode="decimal"
      autocomplete="off"
      spellcheck="false"
      data-testid=${`set-${id}`}
      aria-describedby=${isWrong ? 'wrong' : `${id}-what`}
      aria-invalid=${isWrong ? 'true' : 'false'}
      .value=${value}
      @input=${(event: Event) => {
        const { value: typed } = event.target as HTMLInputElement;
        this.#edit(session, (draft) => change(draft, typed));
      }}
    />`;
    return this.#row(id, label, control, what);
  }

  #switch(
    session: TrainFacade,
    id: string,
    label: TemplateResult | string,
    { checked, what }: { readonly checked: boolean; readonly what: string },
    change: (draft: SettingsDraft, checked: boolean) => SettingsDraft,
  ): TemplateResult {
    const control = html`<input
      type="checkbox"
      role="switch"
      id=${id}
      data-testid=${`set-${id}`}
      aria-describedby=${`${id}-what`}
      .checked=${checked}
      @change=${(event: Event) => {
        const { checked: on } = event.target as HTMLInputElement;
        this.#edit(session, (draft) => change(draft, on));
      }}
    />`;
    return this.#row(id, label, control, what);
  }

  /** A field for each argument of a group. */
  #arguments(session: TrainFacade, draft: SettingsDraft, group: Group, prefix: string): TemplateResult[] {
    const { what } = trainingSettingsWords();
    return Object.entries(draft[group]).map(([name, value]) => {
      const [id, label] = [`${prefix}-${name}`, html`<code>${name}</code>`];
      const said = what.arguments[name] ?? '';
      const set = (before: SettingsDraft, next: string | boolean): SettingsDraft => ({
        ...before,
        [group]: { ...before[group], [name]: next },
      });
      if (typeof value === 'boolean')
        return this.#switch(session, id, label, { checked: value, what: said }, set);
      if (name !== 'monitor') return this.#text(session, id, label, { value, what: said }, set);
      const choices: Choice[] = ['val_loss', 'val_accuracy'].map((one) => [one, one]);
      return this.#select(session, id, label, { choices, value, what: said }, set);
    });
  }

  #group(fields: readonly TemplateResult[]): TemplateResult | typeof nothing {
    return fields.length === 0 ? nothing : html`<div class="inner">${fields}</div>`;
  }

  /** What multiplies the loss of each output, where there are several. */
  #lossWeights(session: TrainFacade, { lossWeights }: SettingsDraft): TemplateResult | typeof nothing {
    if (lossWeights.length === 0) return nothing;
    const words = trainingSettingsWords();
    const { outputs = [] } = session.network;
    const fields = lossWeights.map((value, output) =>
      this.#text(
        session,
        lossWeightField(output),
        html`<code>${outputs[output]}</code>`,
        { value, what: '' },
        (before, text) => ({ ...before, lossWeights: before.lossWeights.with(output, text) }),
      ),
    );
    return html`<div role="group" aria-labelledby="loss-weights" aria-describedby="loss-weights-what">
      <h3 id="loss-weights">${words.lossWeights}</h3>
      <p id="loss-weights-what">${words.what.lossWeights}</p>
      ${this.#group(fields)}
    </div>`;
  }

  #watched(session: TrainFacade, draft: SettingsDraft): TemplateResult | typeof nothing {
    if (!(draft.isEarly || draft.isReduced) || session.data.validation) return nothing;
    return html`<p>${trainingSettingsWords().testWatched}</p>`;
  }

  #common(session: TrainFacade, draft: SettingsDraft): TemplateResult {
    const words = trainingSettingsWords();
    const { what } = words;
    const length = this.#length(session);
    const schedules = SCHEDULE_NAMES.map((name): Choice => [name, words.schedules[name] ?? name]);
    const every = session.settings.earlyStopping?.every ?? 'epoch';
    return html`<fieldset>
      ${this.#select(
        session,
        'optimizer',
        words.optimizer,
        {
          choices: OPTIMIZER_NAMES.map(([kind, { className }]) => [kind, className]),
          value: draft.optimizer,
          what: what.optimizer[draft.optimizer] ?? '',
        },
        (before, value) => withOptimizer(before, value as OptimizerKind),
      )}
      ${this.#hasOwnRate(session, draft) ? this.#group([this.#text(session, 'learning_rate', html`<code>learning_rate</code>`, { value: draft.learningRate, what: '' }, (before, value) => ({ ...before, learningRate: value }))]) : nothing}
      ${this.#select(
        session,
        'schedule',
        words.schedule,
        { choices: schedules, value: draft.schedule, what: what.schedule[draft.schedule] ?? '' },
        (before, value) => withSchedule(before, value as ScheduleName, length),
      )}
      ${this.#group(this.#arguments(session, draft, 'scheduleArguments', 'schedule'))}
      ${this.#text(session, 'batch_size', words.batch, { value: draft.batchSize, what: what.batch }, (before, value) => ({ ...before, batchSize: value }))}
      ${this.#text(session, 'epochs', words.epochs, { value: draft.epochs, what: what.epochs }, (before, value) => ({ ...before, epochs: value }))}
      ${this.#switch(session, 'early', words.early, { checked: draft.isEarly, what: every === 'epoch' || draft.isEarly ? what.early : words.byStep(every) }, (before, isEarly) => ({ ...before, isEarly }))}
      ${draft.isEarly ? this.#group(this.#arguments(session, draft, 'early', 'early')) : nothing}
      ${this.#switch(session, 'reduce', words.reduce, { checked: draft.isReduced, what: what.reduce }, (before, isReduced) => ({ ...before, isReduced }))}
      ${draft.isReduced ? this.#group(this.#arguments(session, draft, 'reduce', 'reduce')) : nothing}
      ${this.#watched(session, draft)} ${this.#lossWeights(session, draft)}
    </fieldset>`;
  }

  #rest(session: TrainFacade, draft: SettingsDraft): TemplateResult {
    const words = trainingSettingsWords();
    const { what } = words;
    const clips = ['none', ...CLIPPINGS].map((name): Choice => [name, words.clips[name] ?? name]);
    const weights = (draft.classWeights === 'own' ? ['none', 'balanced', 'own'] : ['none', 'balanced']).map(
      (name): Choice => [name, words.weightsOf[name] ?? name],
    );
    const { className } = OPTIMIZER_NAMES.find(([kind]) => kind === draft.optimizer)?.[1] ?? {
      className: '',
    };
    const options = this.#arguments(session, draft, 'options', 'optimizer');
    return html`<details>
      <summary data-testid="set-more">${words.more}</summary>
      <fieldset>
        ${options.length === 0 ? nothing : html`<h3>${words.ofOptimizer(className)}</h3>`} ${options}
        ${this.#text(session, 'weight_decay', words.decay, { value: draft.weightDecay, what: what.decay }, (before, value) => ({ ...before, weightDecay: value }))}
        ${this.#select(session, 'clip', words.clip, { choices: clips, value: draft.clip, what: what.clip[draft.clip] ?? '' }, (before, value) => ({ ...before, clip: value as ClippingName | 'none' }))}
        ${draft.clip === 'none' ? nothing : this.#group([this.#text(session, draft.clip, html`<code>${draft.clip}</code>`, { value: draft.clipLimit, what: '' }, (before, value) => ({ ...before, clipLimit: value }))])}
        ${this.#text(session, 'label_smoothing', words.smoothing, { value: draft.labelSmoothing, what: what.smoothing }, (before, value) => ({ ...before, labelSmoothing: value }))}
        ${this.#select(session, 'class_weight', words.weights, { choices: weights, value: draft.classWeights, what: what.weights[draft.classWeights] ?? '' }, (before, value) => ({ ...before, classWeights: value as SettingsDraft['classWeights'] }))}
      </fieldset>
    </details>`;
  }

  #foot(session: TrainFacade, draft: SettingsDraft): TemplateResult {
    const words = trainingSettingsWords();
    const { wrong, error } = this;
    const wanted = settingsOf(draft, session.settings);
    const isChanged = 'field' in wanted || Object.keys(changesIn(wanted, session.settings)).length > 0;
    const able = ['idle', 'training', 'failed'].includes(session.state) && !this.busy;
    const problem = wrong && {
      ...({ code: 'optimizerArgument', className: wrong.className, argument: wrong.field } as const),
      ...{ expected: wrong.expected, received: wrong.received },
    };
    return html`<div class="foot">
      ${
        problem || error
          ? html`<p class="wrong" id="wrong" role="alert" data-testid="set-wrong">
              ${problem ? marked(lintWords({ problem })) : errorText(error, locale.words)}
            </p>`
          : html`<p data-testid="set-note">${isChanged ? words.restarts : words.unchanged}</p>`
      }
      <button
        type="button"
        data-testid="set-reset"
        ?disabled=${!this.draft || this.busy}
        @click=${() => this.#reset()}
      >
        ${words.reset}
      </button>
      <button class="primary" type="submit" data-testid="set-apply" ?disabled=${!able || !isChanged}>
        ${words.apply}
      </button>
    </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const draft = this.#draftOf(session);
    return html`<form novalidate @submit=${(event: Event) => void this.#apply(event)}>
      ${this.#common(session, draft)} ${this.#rest(session, draft)} ${this.#foot(session, draft)}
    </form>`;
  }
}
