// The Data view: which pictures the network learns from. Left the data sets and the place for one's own files, right the
// chosen one in detail. Pictures are only loaded where that is asked for.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sameData, type DataReference, type DataSet } from '../../data/dataSet';
import type { DataLoader } from '../../session/trainingContext';
import { buttonStyles } from '../controls/buttonStyles';
import { chooseFiles } from '../controls/chooseFiles';
import { icons } from '../controls/icons';
import { shared } from '../controls/styles';
import { viewStyles } from '../controls/viewStyles';
import { PartsController } from '../controllers/partsController';
import { FocusController } from '../controllers/focusController';
import { ListenController } from '../controllers/listenController';
import { busy } from '../controls/busy';
import type { PickedFile } from '../files/jobs';
import { droppedFiles, pickedFiles } from '../files/picked';
import { ViewEvent } from '../frame/header';
import { locale } from '../locale';
import '../locales/dataSetErrors';
import { dataWords } from '../locales/data';
import { paintPicture, pixelsAt, shapeOf } from '../picture/pixels';
import { PictureEvent } from '../pointed';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { formatShape } from '../text/format';
import type { DataCatalogue, DataChoice } from './catalogue';
import { choiceList, fileArea, type Reading } from './choiceList';
import { classCounts } from './classCounts';
import './contactSheet';
import type { ChoosePictureEvent, ContactSheetElement } from './contactSheet';
import { dataStyles } from './dataStyles';
import { className, dataName } from './names';
import { choiceOf, see, seenIn } from './seen';
import './useData';

/** Drawn one after the other when the view is opened. */
const PARTS = { about: 1, pictures: 2 } as const;

@customElement('cs-data')
export class DataElement extends SessionElement {
  static override readonly sessionEvents = ['datachange', 'statechange'] as const;
  static override readonly styles = [shared, buttonStyles, viewStyles, dataStyles];

  /** Loads the catalogue. */
  @property({ attribute: false }) open: (() => Promise<DataCatalogue>) | null = null;
  @property({ attribute: false }) load: DataLoader | null = null;
  /** Files that were dropped elsewhere on the page. */
  @property({ attribute: false }) files: readonly PickedFile[] | null = null;
  @state() private catalogue: DataCatalogue | null = null;
  /** Null: the one that is used. */
  @state() private chosen: DataReference | null = null;
  /** The class that is shown alone. */
  @state() private label: number | null = null;
  @state() private over = false;
  @state() private reading: Reading | null = null;
  /** What is being loaded to be looked at. */
  @state() private looking: { readonly reference: DataReference; readonly reading: Reading } | null = null;
  @state() private removing = false;
  @state() private failure: unknown = null;
  /** In the language of now, whichever that was then. */
  @state() private said: (() => string) | null = null;
  #task: AbortController | null = null;
  readonly #parts = new PartsController(this, PARTS.pictures, () => !this.#isOpening);

  constructor() {
    super();
    new ListenController(this, () => this.catalogue, ['change']);
    new FocusController(this, [
      '[data-testid=data-remove-sure]',
      '[data-testid=data-remove]',
      '[data-testid=data-reading-cancel]',
      '[data-testid=data-look-cancel]',
      '[data-testid=data-files]',
    ]);
    this.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      this.over = true;
    });
    this.addEventListener('dragleave', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node) || !this.contains(relatedTarget)) this.over = false;
    });
    this.addEventListener('drop', (event) => {
      const { dataTransfer } = event;
      if (!dataTransfer) return;
      event.preventDefault();
      this.over = false;
      // Both are gone when the event is over.
      const entries = [...dataTransfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
      const files = [...dataTransfer.files];
      void this.#read(() => droppedFiles({ entries, files }));
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#task?.abort();
  }

  async #open(): Promise<void> {
    await this.updateComplete;
    try {
      const [catalogue = null] = await Promise.all([this.open?.(), this.session?.wholeData()]);
      this.catalogue = catalogue;
    } catch (error) {
      this.failure = error;
    }
  }

  protected override sessionChanged(event: Event): void {
    if (event.type === 'datachange') {
      this.chosen = null;
      this.label = null;
    }
    super.sessionChanged(event);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { session, files } = this;
    if (session && !seenIn(session).includes(session.data)) see(session, session.data);
    if (files && this.catalogue && (changed.has('files') || changed.has('catalogue')))
      void this.#read(() => Promise.resolve(files));
  }

  protected override updated(): void {
    const choices = this.#choices;
    for (const canvas of this.renderRoot.querySelectorAll<HTMLCanvasElement>('.strip canvas')) {
      const choice = choices[Number(canvas.dataset.set)];
      const set = choice && this.#loaded(choice);
      const index = Number(canvas.dataset.index);
      const now = { data: set, index };
      const before = painted.get(canvas);
      if (!set || (before?.data === set && before.index === index)) continue;
      painted.set(canvas, now);
      paintPicture(canvas, pixelsAt(set.test, index), shapeOf(set.test), 255);
    }
  }

  get #isOpening(): boolean {
    return !this.session || (!this.catalogue && this.failure === null);
  }

  /** Those of the catalogue, and first the one that is used where it is none of them. */
  get #choices(): readonly DataChoice[] {
    const { session } = this;
    const known = this.catalogue?.choices ?? [];
    if (!session || known.some(({ reference }) => sameData(reference, session.data.reference))) return known;
    return [choiceOf(session), ...known];
  }

  #loaded({ reference }: DataChoice): DataSet | null {
    const { session } = this;
    return (session && seenIn(session).find((one) => sameData(one.reference, reference))) ?? null;
  }

  #choose({ reference }: DataChoice): void {
    this.chosen = reference;
    this.label = null;
    this.removing = false;
    this.said = null;
    if (this.looking) this.#task?.abort();
  }

  /** One thing at a time; the one before is cancelled. */
  async #while(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#task?.abort();
    const abort = (this.#task = new AbortController());
    this.failure = null;
    this.said = null;
    try {
      await task(abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) this.failure = error;
    } finally {
      if (this.#task === abort) {
        this.#task = null;
        this.reading = null;
        this.looking = null;
      }
    }
  }

  readonly #cancel = (): void => this.#task?.abort();

  async #read(pick: () => Promise<readonly PickedFile[]>): Promise<void> {
    const { catalogue } = this;
    if (!catalogue) return;
    await this.#while(async (signal) => {
      const files = await pick();
      if (files.length === 0) return;
      this.reading = { fraction: null, cancel: this.#cancel };
      const onProgress = (fraction: number | null): void => {
        if (!signal.aborted) this.reading = { fraction, cancel: this.#cancel };
      };
      const choice = await catalogue.read(files, { onProgress, signal });
      this.chosen = choice.reference;
      this.label = null;
      this.said = () => dataWords().files.added(dataName(choice.reference));
    });
  }

  #pick(what: 'files' | 'folder'): void {
    chooseFiles({ multiple: true, folder: what === 'folder' }, (files) => {
      void this.#read(() => Promise.resolve(pickedFiles(files)));
    });
  }

  /** Loads pictures to look at them; the network does not change. */
  async #look({ reference }: DataChoice): Promise<void> {
    const { load, session } = this;
    if (!load || !session) return;
    await this.#while(async (signal) => {
      const onProgress = (fraction: number | null): void => {
        if (!signal.aborted) this.looking = { reference, reading: { fraction, cancel: this.#cancel } };
      };
      onProgress(null);
      const data = await load(reference, { device: session.device, onProgress, signal });
      await data.completeOn?.(session.device);
      signal.throwIfAborted();
      see(session, { ...data, reference });
      this.requestUpdate();
    });
  }

  async #remove(choice: DataChoice): Promise<void> {
    this.removing = false;
    await this.#while(async () => {
      await this.catalogue?.remove(choice);
      this.chosen = null;
      this.said = () => dataWords().files.removed(dataName(choice.reference));
    });
  }

  #show({ part, index }: ChoosePictureEvent): void {
    const { session } = this;
    if (!session) return;
    const set = session.data[part];
    const label = set.labels[index] ?? 0;
    const pixels = Float32Array.from(pixelsAt(set, index), (value) => value / 255);
    // The first test picture of its class is a sample.
    const first = part === 'test' && set.labels.indexOf(label) === index;
    const sample = session.samples.findIndex((one) => first && one.label === set.classNames[label]);
    this.dispatchEvent(new PictureEvent(pixels, sample === -1 ? null : sample, label));
    this.dispatchEvent(new ViewEvent('stage'));
  }

  #about(choice: DataChoice, used: boolean): TemplateResult {
    const { facts } = dataWords();
    const { kind, shape, classNames, train, test, reference } = choice;
    const fact = (name: string, value: string): TemplateResult =>
      html`<div>
        <dt>${name}</dt>
        <dd class="mono">${value}</dd>
      </div>`;
    return html`<section class="card detail">
      <h2 class="name" data-testid="data-title">${dataName(reference)}</h2>
      <dl>
        ${fact(facts.size, formatShape(shape))} ${fact(facts.classes, facts.plain(classNames.length))}
        ${fact(facts.train, facts.pictures(train))} ${fact(facts.test, facts.pictures(test))}
      </dl>
      <cs-use-data .choice=${choice} ?used=${used}></cs-use-data>
      ${kind === 'pictures' && this.catalogue?.choices.includes(choice) ? this.#removal(choice, used) : nothing}
    </section>`;
  }

  #removal(choice: DataChoice, used: boolean): TemplateResult {
    const { files } = dataWords();
    if (this.removing)
      return html`<p class="sure" role="alert">
        ${files.sure}
        <span class="ways"
          ><button class="small" data-testid="data-remove-sure" @click=${() => void this.#remove(choice)}>
            ${files.yes}</button
          ><button class="small" @click=${() => (this.removing = false)}>${files.keep}</button></span
        >
      </p>`;
    return html`<p class="sure">
      <button
        class="small"
        data-testid="data-remove"
        ?disabled=${used}
        @click=${() => (this.removing = true)}
      >
        ${icons.bin(14)}${files.remove}</button
      >${used ? html`<span>${files.used}</span>` : nothing}
    </p>`;
  }

  /** Its pictures, or the button that loads them. */
  #pictures(choice: DataChoice, used: boolean): TemplateResult {
    const words = dataWords();
    const { reference, classNames } = choice;
    const nameOf = (id: string): string => className(reference, id);
    const data = this.#loaded(choice);
    if (data)
      return html`${classCounts({
          data,
          nameOf,
          chosen: this.label,
          choose: (label) => (this.label = label),
        })}
        <cs-contact-sheet
          class="card"
          .data=${data}
          .reference=${reference}
          .label=${this.label}
          ?usable=${used}
          @change=${(event: Event) => (this.label = (event.target as ContactSheetElement).label)}
          @cs-choose-picture=${(event: ChoosePictureEvent) => this.#show(event)}
        ></cs-contact-sheet>`;
    const looking = this.looking && sameData(this.looking.reference, reference) ? this.looking.reading : null;
    return html`<section class="card">
      <h2>${words.facts.classes}</h2>
      <p class="classes">${classNames.map(nameOf).join(locale.language === 'ja' ? '、' : ', ')}</p>
      <div class="ways">
        ${
          looking
            ? html`<progress
                  aria-label=${words.use.loading(dataName(reference))}
                  value=${looking.fraction ?? nothing}
                ></progress
                ><button class="small" data-testid="data-look-cancel" @click=${looking.cancel}>
                  ${words.use.cancel}
                </button>`
            : html`<button class="small" data-testid="data-look" @click=${() => void this.#look(choice)}>
                  ${words.look}</button
                ><span class="hint">${words.lookHint}</span>`
        }
      </div>
    </section>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    const parts = this.#parts;
    const words = dataWords();
    if (!session || this.#isOpening) return busy();
    const choices = this.#choices;
    const same = (reference: DataReference) => (one: DataChoice) => sameData(one.reference, reference);
    const used = choices.find(same(session.data.reference)) ?? null;
    const chosen = (this.chosen && choices.find(same(this.chosen))) ?? used ?? choiceOf(session);
    return html`<main class="page">
      <header>
        <h1>${words.title}</h1>
        <p>${words.lead}</p>
      </header>
      ${choiceList({
        choices,
        chosen,
        used,
        loaded: (choice) => this.#loaded(choice),
        choose: (choice) => this.#choose(choice),
      })}
      <div class="own">
        ${fileArea({ over: this.over, reading: this.reading, choose: (what) => this.#pick(what) })}
        ${
          this.failure === null
            ? nothing
            : html`<p class="failure" role="alert" data-testid="data-failed">
                ${words.files.failed} ${errorText(this.failure, locale.words)}
              </p>`
        }
        <p class="said" role="status" data-testid="data-said">${this.said?.() ?? ''}</p>
      </div>
      <article aria-label=${dataName(chosen.reference)}>
        ${parts.has(PARTS.about) ? this.#about(chosen, chosen === used) : nothing}
        ${parts.has(PARTS.pictures) ? this.#pictures(chosen, chosen === used) : nothing}
      </article>
    </main>`;
  }
}

/** What is on a canvas of a card. */
const painted = new WeakMap<
  HTMLCanvasElement,
  { readonly data: DataSet | null | undefined; readonly index: number }
>();
