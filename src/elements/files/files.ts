// Open or save: a dialog over the page. Files are read by a worker and shown; only when that is wanted do they take the
// place of what is on the stage. Files may be dropped anywhere on the page, which the page passes on.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { trainingOf } from '../../formats/compiled';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { ViewEvent } from '../frame/header';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { offline } from '../offline';
import { ListenController } from '../controllers/listenController';
import { shared } from '../controls/styles';
import { choices, outcome, type Saved } from './choices';
import { buttonStyles } from '../controls/buttonStyles';
import { chooseFiles } from '../controls/chooseFiles';
import { download } from '../clipboard';
import { filesStyles } from './filesStyles';
import type { PickedFile, Read, Saving } from './jobs';
import { CodeFilesEvent, DataFilesEvent, PictureFileEvent } from '../data/events';
import { contentOf } from './content';
import { MAX_FILES, TooManyFilesError, droppedFiles, pickedFiles, type Dropped } from './picked';
import { planOf, type Plan } from './plan';
import { planText, readReport } from './readReport';
import { webPageOf, writeWebPage } from './webPage';
import { JobError, work } from './work';
import { filesWords } from './words';

/** What the page trains on. */

type Shown =
  | { readonly kind: 'choices' }
  | { readonly kind: 'read'; readonly read: Read; readonly plan: Plan }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What is under way; null: nothing is. `cancel` is null for what cannot be left halfway. */
interface Busy {
  readonly text: string;
  readonly fraction: number | null;
  readonly cancel: AbortController | null;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

const CHOICES: Shown = { kind: 'choices' };

@customElement('cs-files')
export class FilesElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'progress', 'editschange'] as const;
  static override readonly styles = [shared, buttonStyles, filesStyles];

  /** Files are held over the page. */
  @property({ type: Boolean }) over = false;
  @state() private shown: Shown = CHOICES;
  @state() private busy: Busy | null = null;
  @state() private saved: Saved | null = null;
  @state() private refusal: unknown = null;
  @state() private said = '';
  @query('dialog') private readonly dialog!: HTMLDialogElement | null;

  constructor() {
    super();
    new ListenController(this, () => offline, ['change']);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.busy?.cancel?.abort();
  }

  async show(): Promise<void> {
    await this.updateComplete;
    if (this.dialog?.open) return;
    this.#closed();
    this.saved = null;
    // What takes the focus must be there when it opens.
    await this.updateComplete;
    if (!this.dialog?.open) this.dialog?.showModal();
  }

  /** Takes what was dropped on the page: models are read here. */
  async take(dropped: Dropped): Promise<void> {
    // What is being put on the stage is not disturbed.
    if (this.busy?.cancel === null) return;
    await this.#sort(() => droppedFiles(dropped));
  }

  #choose(what: 'files' | 'folder'): void {
    chooseFiles({ multiple: true, folder: what === 'folder' }, (files) => {
      void this.#sort(() => Promise.resolve(pickedFiles(files)));
    });
  }

  /** Pictures and code are passed on, all else is read as a model. */
  async #sort(pick: () => Promise<readonly PickedFile[]>): Promise<void> {
    const picked = await pick().then(
      (files) => ({ files }),
      (error: unknown) => ({ error }),
    );
    if ('files' in picked) {
      const { files } = picked;
      const content = await contentOf(files);
      const [first] = files;
      if (content !== 'model' && first) {
        this.dialog?.close();
        this.dispatchEvent(
          content === 'picture'
            ? new PictureFileEvent(first.file)
            : new (content === 'code' ? CodeFilesEvent : DataFilesEvent)(files),
        );
        return;
      }
    }
    await this.show();
    await this.#read(() =>
      'files' in picked ? Promise.resolve(picked.files) : Promise.reject(asError(picked.error)),
    );
  }

  async #read(pick: () => Promise<readonly PickedFile[]>): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.busy?.cancel?.abort();
    const cancel = new AbortController();
    this.refusal = null;
    try {
      const files = await pick();
      if (files.length === 0) return;
      if (files.length > MAX_FILES) throw new TooManyFilesError(`${files.length} files`);
      const { network } = session;
      const text = filesWords().busy.reading(
        files.length === 1 ? (files[0]?.name ?? '') : `${files[0]?.name ?? ''}, …`,
      );
      this.busy = { text, fraction: 0, cancel };
      this.said = text;
      const read = await work(
        { kind: 'read', files, network },
        {
          signal: cancel.signal,
          onProgress: (fraction) => (this.busy = { text, fraction, cancel }),
          onSilence: () => this.#silent(cancel),
        },
      );
      const plan = planOf(read, session.data);
      this.shown = { kind: 'read', read, plan };
      this.said = `${read.file}. ${planText({ read, plan, ...this.#context(session) }).replaceAll('`', '')}`;
    } catch (error) {
      if (cancel.signal.aborted) return;
      this.shown = { kind: 'failed', error };
    } finally {
      if (this.#isFor(cancel)) this.busy = null;
    }
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[data-focus]')?.focus();
  }

  /** Whether what is under way is what this cancels. */
  #isFor(cancel: AbortController): boolean {
    return this.busy?.cancel === cancel;
  }

  async #save(as: Saving | 'webPage'): Promise<void> {
    const { session } = this;
    if (!session || this.busy) return;
    const cancel = new AbortController();
    this.saved = null;
    this.busy = { text: filesWords().busy.saving(session.network.name), fraction: null, cancel };
    try {
      const run = await session.save();
      const options = { signal: cancel.signal, onSilence: () => this.#silent(cancel) };
      const written =
        as === 'webPage'
          ? await writeWebPage(await webPageOf(session, run, options), options)
          : await work({ kind: 'write', as, run }, options);
      download(written.name, new Blob([written.bytes]));
      this.saved = { kind: 'done', written };
    } catch (error) {
      if (cancel.signal.aborted) return;
      this.saved = { kind: 'failed', message: this.#message(error) };
    } finally {
      // Closing the dialog has ended it already.
      if (this.#isFor(cancel)) this.busy = null;
    }
  }

  /** The worker has said nothing for a while: the person may end the wait. */
  #silent(cancel: AbortController): void {
    if (this.busy?.cancel !== cancel) return;
    const text = filesWords().busy.silent;
    this.busy = { text, fraction: null, cancel };
    this.said = text;
  }

  /** Puts what was read in the place of what there is. */
  async #take(read: Read, plan: Plan): Promise<void> {
    const { session } = this;
    if (!session || this.busy) return;
    const { file } = read;
    this.refusal = null;
    this.busy = { text: filesWords().busy.opening, fraction: null, cancel: null };
    this.said = this.busy.text;
    try {
      if (read.kind === 'weights') await session.files.openWeights(read.fit.weights, file);
      else if (plan.kind === 'session' && read.run) await session.files.openRun(read.run, file);
      else
        await session.files.openModel(
          {
            ...(plan.kind === 'network' && plan.fitted !== null ? plan.fitted : read.model),
            ...(read.model.compile && {
              training: trainingOf(read.model.compile, read.model.network.outputs?.length ?? 1),
            }),
          },
          file,
        );
    } catch (error) {
      this.refusal = error;
      return;
    } finally {
      this.busy = null;
    }
    this.dialog?.close();
    this.said = filesWords().opened(file);
    this.dispatchEvent(new ViewEvent('stage'));
  }

  #message(error: unknown): string {
    if (error instanceof TooManyFilesError) return filesWords().failed.tooMany(MAX_FILES);
    return errorText(error, locale.words);
  }

  #context(session: TrainFacade) {
    return { network: session.network, seed: session.settings.seed, messages: locale.words };
  }

  /** Ends what was under way. The event of closing comes a frame later: the dialog may be open again by then. */
  #closed(): void {
    if (this.dialog?.open) return;
    this.busy?.cancel?.abort();
    this.busy = null;
    this.shown = CHOICES;
  }

  #body(session: TrainFacade): TemplateResult {
    const { shown } = this;
    switch (shown.kind) {
      case 'choices':
        return choices({
          step: session.progress.step,
          silenced: session.editing.silenced.length,
          busy: this.busy !== null,
          over: this.over,
          choose: (what) => this.#choose(what),
          save: (as) => void this.#save(as),
        });
      case 'read':
        return html`<div class="report">${readReport({ ...shown, ...this.#context(session) })}</div>
          ${this.refusal === null ? nothing : html`<p class="failure" role="alert" data-testid="files-refused">${filesWords().failed.notOpened} ${this.#message(this.refusal)}</p>`}`;
      case 'failed':
        return this.#failure(shown.error);
      default:
        return shown satisfies never;
    }
  }

  #failure(error: unknown): TemplateResult {
    const words = filesWords().failed;
    const unforeseen =
      !(error instanceof TooManyFilesError) && !(error instanceof JobError && error.failure.ofFormat);
    return html`<div class="failure" role="alert" data-testid="files-failed">
      <p>${unforeseen ? words.unforeseen : ''} <span class="reason">${this.#message(error)}</span></p>
      <p>${words.stays}</p>
    </div>`;
  }

  #foot(): TemplateResult {
    const { shown, busy } = this;
    const words = filesWords();
    if (busy)
      return html`<div class="foot busy" data-testid="files-busy">
        <span>${busy.text}</span>
        <progress aria-label=${busy.text} value=${busy.fraction ?? nothing}></progress>
        ${busy.cancel === null ? nothing : html`<button data-testid="files-cancel" @click=${() => busy.cancel?.abort()}>${words.cancel}</button>`}
      </div>`;
    if (shown.kind === 'choices')
      return html`<div class="foot outcome" role="status">${outcome(this.saved)}</div>`;
    const take =
      shown.kind === 'read' && shown.plan.kind in words.read.take
        ? words.read.take[shown.plan.kind as keyof typeof words.read.take]
        : null;
    const back = html`<button
      data-testid="files-back"
      ?data-focus=${take === null}
      @click=${() => (this.shown = CHOICES)}
    >
      ${words.back}
    </button>`;
    if (take === null || shown.kind !== 'read') return html`<div class="foot">${back}</div>`;
    return html`<div class="foot">
      ${back}
      <button
        class="primary"
        data-focus
        data-testid="files-take"
        @click=${() => void this.#take(shown.read, shown.plan)}
      >
        ${take}
      </button>
    </div>`;
  }

  protected override render(): TemplateResult {
    const { session, shown } = this;
    const words = filesWords();
    const title =
      shown.kind === 'read' ? shown.read.file : shown.kind === 'failed' ? words.failed.title : words.title;
    return html`<dialog
        aria-labelledby="title"
        data-testid="files"
        data-shown=${shown.kind}
        class=${this.over ? 'over' : ''}
        @keydown=${(event: KeyboardEvent) => event.stopPropagation()}
        @cancel=${(event: Event) => this.busy?.cancel === null && event.preventDefault()}
        @close=${() => this.#closed()}
      >
        <div class="head">
          <h2 id="title" class=${shown.kind === 'read' ? 'mono' : ''}>${title}</h2>
          <button
            class="icon"
            aria-label=${words.close}
            data-testid="files-close"
            ?disabled=${this.busy?.cancel === null}
            @click=${() => this.dialog?.close()}
          >
            ${icons.close()}
          </button>
        </div>
        <div class="body">${session ? this.#body(session) : nothing}</div>
        ${this.#foot()}
        <p class="visually-hidden" role="status">${this.said}</p>
      </dialog>
      ${
        this.over && !this.dialog?.open
          ? html`<div class="overlay" data-testid="files-overlay">
              <div><b>${words.drop.title}</b><span>${words.drop.lead}</span></div>
            </div>`
          : nothing
      }
      <p class="visually-hidden" role="status" data-testid="files-said">${this.said}</p>`; // of both, one is heard
  }
}
