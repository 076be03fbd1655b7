// The step from a chosen data set to the network that learns from it: the recommended network, or the one there is,
// fitted. Loading can be cancelled; what went wrong changed nothing; afterwards it says what changed, and undoes it.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { titleOf } from '../../session/editing/catalogue';
import { previewFit, type FitPreview } from '../../session/editing/previewFit';
import { previewNetwork } from '../../session/editing/preview';
import type { TrainFacade } from '../../session/facade';
import { buttonStyles } from '../controls/buttonStyles';
import { shared } from '../controls/styles';
import { FocusController } from '../controllers/focusController';
import { ViewEvent } from '../frame/header';
import { locale } from '../locale';
import { dataWords } from '../locales/data';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { formatShape, formatShort } from '../text/format';
import { optimizerName } from '../text/optimizerName';
import type { DataChoice } from './catalogue';
import { dataName } from './names';
import { useDataStyles } from './useDataStyles';

type Way = 'recommended' | 'own';

/** Pairs are [before, after]. */
type Changes = Pick<FitPreview, 'input' | 'outputs'>;

interface Done {
  readonly kind: 'done';
  readonly choice: DataChoice;
  readonly way: Way;
  readonly changes: Changes;
  /** In the list of changes. */
  readonly position: number;
}

type Outcome = Done | { readonly kind: 'failed'; readonly error: unknown } | { readonly kind: 'cancelled' };

const sizesOf = ({ input, layers }: TrainFacade) => ({
  input: [...input.shape],
  outputs: layers.at(-1)?.outputShape.at(-1) ?? 0,
});

@customElement('cs-use-data')
export class UseDataElement extends SessionElement {
  static override readonly sessionEvents = ['datachange', 'layerschange', 'editschange'] as const;
  static override readonly styles = [shared, buttonStyles, useDataStyles];

  @property({ attribute: false }) choice: DataChoice | null = null;
  /** The network learns from these pictures. */
  @property({ type: Boolean }) used = false;
  @state() private way: Way = 'recommended';
  @state() private fraction: number | null = null;
  @state() private outcome: Outcome | null = null;
  @state() private undoing = false;
  #loading: AbortController | null = null;

  constructor() {
    super();
    new FocusController(this, [
      '[data-testid=use-cancel]',
      '[data-testid=use-stage]',
      '[data-testid=use-data]',
    ]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#loading?.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('choice')) return;
    this.#loading?.abort();
    this.#loading = null;
    if (!(this.outcome?.kind === 'done' && this.outcome.choice === this.choice)) this.outcome = null;
  }

  async #use(choice: DataChoice): Promise<void> {
    const { session, way } = this;
    if (!session || this.#loading) return;
    const loading = (this.#loading = new AbortController());
    this.outcome = null;
    this.fraction = null;
    this.requestUpdate();
    const before = sizesOf(session);
    try {
      const { network, settings } = choice.recommended;
      await session.openData(choice.reference, {
        ...(way === 'recommended' ? { network, settings } : {}),
        signal: loading.signal,
        onProgress: (fraction) => {
          // What follows the last picture, building the network, has no known length.
          if (this.#loading === loading) this.fraction = fraction === null || fraction >= 1 ? null : fraction;
        },
      });
      const after = sizesOf(session);
      const { position } = session.editing;
      const changes: Changes = {
        input: [before.input, after.input],
        outputs: [before.outputs, after.outputs],
      };
      this.outcome = { kind: 'done', choice, way, changes, position };
    } catch (error) {
      if (this.#loading !== loading) return;
      this.outcome = loading.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error };
    } finally {
      if (this.#loading === loading) this.#loading = null;
      this.requestUpdate();
    }
  }

  async #undo(session: TrainFacade, position: number): Promise<void> {
    this.undoing = true;
    try {
      await session.editing.go(position - 1);
      this.outcome = null;
    } catch (error) {
      this.outcome = { kind: 'failed', error };
    } finally {
      this.undoing = false;
    }
  }

  /** What becomes of the network there is, or why it cannot be fitted. */
  #fit(session: TrainFacade, { shape, classNames }: DataChoice): FitPreview | { readonly error: unknown } {
    const [height, width, channels] = shape;
    try {
      return previewFit(session.network, { height, width, channels, classNames });
    } catch (error) {
      return { error };
    }
  }

  /** `input 28×28×1 → 64×64×3, outputs 10 → 3`; empty where both stay. */
  #changes({ input, outputs }: Changes): string {
    const { use } = dataWords();
    const [before, after] = [formatShape(input[0]), formatShape(input[1])];
    return [
      ...(before === after ? [] : [use.input(before, after)]),
      ...(outputs[0] === outputs[1] ? [] : [use.outputs(outputs[0], outputs[1])]),
    ].join(locale.language === 'ja' ? '、' : ', ');
  }

  #recommended(session: TrainFacade, { recommended: { network, settings } }: DataChoice): string {
    const { optimizer, learningRate, batchSize, epochs } = { ...session.settings, ...settings };
    return dataWords().use.recommendedHint(
      previewNetwork(network).parameterCount,
      optimizerName(optimizer),
      formatShort(learningRate),
      batchSize,
      epochs,
    );
  }

  #own(fit: FitPreview | { readonly error: unknown }): string {
    const { use } = dataWords();
    if ('error' in fit) return use.unfit(errorText(fit.error, locale.words));
    const changes = this.#changes(fit);
    return `${changes === '' ? use.fits : use.changes(changes)} ${use.kept(fit.kept, fit.of)}`;
  }

  #ways(session: TrainFacade, choice: DataChoice): TemplateResult {
    const { use } = dataWords();
    const fit = this.#fit(session, choice);
    const unfit = 'error' in fit;
    const way = unfit ? 'recommended' : this.way;
    const radio = (id: Way, name: string, hint: string, off: boolean): TemplateResult =>
      html`<label class=${off ? 'off' : ''}
        ><input
          type="radio"
          name="way"
          .checked=${id === way}
          ?disabled=${off || this.#loading !== null}
          data-testid=${`use-${id}`}
          @change=${() => (this.way = id)}
        /><span><b>${name}</b><span class="hint">${hint}</span></span></label
      >`;
    const { network } = choice.recommended;
    return html`<fieldset>
        <legend class="visually-hidden">${use.network}</legend>
        ${radio('recommended', use.recommended(titleOf(network.name)), this.#recommended(session, choice), false)}
        ${radio('own', use.own, this.#own(fit), unfit)}
      </fieldset>
      ${this.#loading ? this.#progress(choice) : this.#start(choice)}`;
  }

  #start(choice: DataChoice): TemplateResult {
    const { use } = dataWords();
    return html`<div class="start">
      <button class="primary" data-testid="use-data" @click=${() => void this.#use(choice)}>
        ${use.start}</button
      ><span class="hint">${use.hint}</span>
    </div>`;
  }

  #progress({ reference }: DataChoice): TemplateResult {
    const { use } = dataWords();
    const text = use.loading(dataName(reference));
    return html`<div class="start" data-testid="use-progress">
      <progress aria-label=${text} value=${this.fraction ?? nothing}></progress>
      <button data-testid="use-cancel" @click=${() => this.#loading?.abort()}>${use.cancel}</button>
      <span class="hint" role="status">${text}…</span>
    </div>`;
  }

  #outcome(): TemplateResult | typeof nothing {
    const { outcome } = this;
    const { use } = dataWords();
    if (outcome === null) return nothing;
    if (outcome.kind === 'cancelled')
      return html`<p role="status" data-testid="use-outcome">${use.cancelled}</p>`;
    if (outcome.kind === 'failed')
      return html`<p class="failure" role="alert" data-testid="use-failed">
        ${use.failed} ${errorText(outcome.error, locale.words)}
      </p>`;
    return nothing;
  }

  /** The way to the stage, and what came of the change that led here, with its undo. */
  #inUse(session: TrainFacade): TemplateResult {
    const { use } = dataWords();
    const { outcome } = this;
    const done = outcome?.kind === 'done' && session.editing.position === outcome.position ? outcome : null;
    return html`<div class="start">
      <button
        class="primary"
        data-testid="use-stage"
        @click=${() => this.dispatchEvent(new ViewEvent('stage'))}
      >
        ${use.toStage}
      </button>
      ${
        done
          ? html`<button
              data-testid="use-undo"
              ?disabled=${this.undoing}
              @click=${() => void this.#undo(session, done.position)}
            >
              ${use.undo}
            </button>`
          : nothing
      }
      <span class="hint" role="status" data-testid="use-outcome"
        >${done ? this.#done(session, done) : use.now}</span
      >
    </div>`;
  }

  #done({ network }: TrainFacade, { choice, way, changes }: Done): string {
    const { use } = dataWords();
    const text = this.#changes(changes);
    const said = way === 'own' ? use.fitted : use.changed;
    return [
      use.done(dataName(choice.reference), titleOf(network.name)),
      ...(text === '' ? [] : [said(text)]),
    ].join(locale.language === 'ja' ? '' : ' ');
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, choice } = this;
    if (!session || !choice) return nothing;
    return html`${this.used ? this.#inUse(session) : this.#ways(session, choice)} ${this.#outcome()}`;
  }
}
