// The first step: classes and their pictures, from the camera, from files, or rendered.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { zipOf } from '../../../lab/archive';
import { takeFiles, type Incoming } from '../../../lab/intake';
import type { Lab } from '../../../lab/lab';
import type { LabClass } from '../../../lab/picture';
import { LabProblem, type ProblemFacts } from '../../../lab/problem';
import { ConnectedElement } from '../../connectedElement';
import { icons } from '../../controls/icons';
import { shared } from '../../controls/styles';
import type { Camera } from '../../picture/camera';
import './cameraPanel';
import { classRow } from './classRow';
import { collectStyles } from './collectStyles';
import { chosenFiles, droppedFiles } from './dropped';
import { chooseFiles } from '../../controls/chooseFiles';
import { download } from '../../clipboard';
import { FocusController } from '../../controllers/focusController';
import { fruitChoice } from './fruitChoice';
import { labStyles } from '../labStyles';
import { ListenController } from '../../controllers/listenController';
import { Thumbs } from './thumbs';
import { className, labErrorText, labWords } from '../words';

/** Problems told one by one. */
const MAX_LISTED = 4;

@customElement('cs-lab-collect')
export class LabCollectElement extends ConnectedElement {
  static override readonly styles = [shared, labStyles, collectStyles];

  @property({ attribute: false }) lab: Lab | null = null;
  @property({ attribute: false }) camera: Camera | null = null;
  @state() private chosen: string | null = null;
  @state() private open: string | null = null;
  @state() private over = false;
  /** In the language of now, whichever that was then. */
  @state() private said: (() => string) | null = null;
  @state() private problems: readonly ProblemFacts[] = [];
  readonly #thumbs = new Thumbs();
  #taking: AbortController | null = null;

  constructor() {
    super();
    new ListenController(this, () => this.lab, ['change']);
    new FocusController(this, ['[data-testid=lab-undo]', '[data-testid=pick-files]']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('paste', this.#paste);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('paste', this.#paste);
    this.#taking?.abort();
    this.#thumbs.clear();
  }

  readonly #paste = (event: ClipboardEvent): void => {
    const files = chosenFiles(event.clipboardData?.files ?? null);
    if (files.length === 0) return;
    event.preventDefault();
    void this.take(files, null);
  };

  /** The class that is recorded into: the one chosen, else the first that takes part. */
  get #target(): LabClass | null {
    const classes = this.lab?.library.classes ?? [];
    const on = classes.filter((one) => one.on);
    return on.find(({ id }) => id === this.chosen) ?? on[0] ?? classes[0] ?? null;
  }

  /** @param into null: into the classes that the folders name, else into the one chosen */
  async take(files: readonly Incoming[], into: string | null): Promise<void> {
    const { lab } = this;
    const target = this.#target;
    if (!lab || !target || files.length === 0 || this.#taking) return;
    const abort = (this.#taking = new AbortController());
    this.problems = [];
    this.requestUpdate();
    try {
      const { pictures, classes, problems } = await takeFiles(files, lab.library, {
        into,
        fallback: target.id,
        onProgress: (done, total) => (this.said = () => labWords().collect.taking(done, total)),
        signal: abort.signal,
      });
      if (pictures.length > 0) lab.library.add(pictures, classes);
      this.problems = problems;
      const filled = new Set(pictures.map(({ classId }) => classId)).size;
      this.said = () => labWords().collect.taken(pictures.length, filled);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      this.#taking = null;
      this.requestUpdate();
    }
  }

  async #export(): Promise<void> {
    const { lab } = this;
    if (!lab) return;
    const { classes, pictures } = lab.library;
    const names = new Map(classes.map((one) => [one.id, className(one)]));
    download('fruit.zip', await zipOf(pictures, (id) => names.get(id) ?? id));
  }

  /** Opens the browser's dialog. @param folder a whole folder instead of files */
  #pick(into: string | null, folder = false): void {
    const wanted = { multiple: true, folder, accept: folder ? '' : 'image/*,.zip' };
    chooseFiles(wanted, (files) => void this.take(chosenFiles(files), into));
  }

  #dropping(into: string | null): {
    over: (event: DragEvent) => void;
    drop: (event: DragEvent) => void;
  } {
    return {
      over: (event) => {
        event.preventDefault();
        this.over = true;
      },
      drop: (event) => {
        event.preventDefault();
        event.stopPropagation();
        this.over = false;
        void droppedFiles(event.dataTransfer).then((files) => this.take(files, into));
      },
    };
  }

  #row(one: LabClass, lab: Lab): TemplateResult {
    const { library } = lab;
    return classRow({
      one,
      pictures: library.of(one.id),
      others: library.classes.filter(({ id, on }) => id !== one.id && on),
      chosen: this.#target?.id === one.id,
      open: this.open === one.id,
      url: (picture) => this.#thumbs.url(picture),
      drop: this.#dropping(one.id),
      choose: () => (this.chosen = one.id),
      toggle: () => (this.open = this.open === one.id ? null : one.id),
      rename: (name) => library.rename(one.id, name),
      upload: () => this.#pick(one.id),
      merge: (into) => library.merge(one.id, into),
      leaveOut: () => library.switch(one.id, false),
      remove: () => library.removeClass(one.id),
      removePicture: (id) => library.remove([id]),
    });
  }

  protected override render(): TemplateResult {
    const { lab } = this;
    if (!lab) return html``;
    return lab.way === 'rendered' ? fruitChoice(lab) : this.#collected(lab);
  }

  #collected(lab: Lab): TemplateResult {
    const { collect } = labWords();
    const { library } = lab;
    const target = this.#target;
    const { over, drop } = this.#dropping(null);
    return html`<div
      class="collected ${this.over ? 'over' : ''}"
      @dragover=${over}
      @dragleave=${() => (this.over = false)}
      @drop=${drop}
    >
      <div class="halves">
        <cs-lab-camera
          .lab=${lab}
          .camera=${this.camera}
          .classId=${target?.id ?? ''}
          .name=${target ? className(target) : ''}
        ></cs-lab-camera>
        <div class="classes">
          <ul class="rows" aria-label=${collect.classes}>
            ${library.classes.filter(({ on }) => on).map((one) => this.#row(one, lab))}
          </ul>
          ${this.#others(lab)}
          <div class="files">
            <div class="bar">
              <button class="small" data-testid="pick-files" @click=${() => this.#pick(null)}>
                ${collect.files}
              </button>
              <button class="small" @click=${() => this.#pick(null, true)}>${collect.folder}</button>
            </div>
            <p class="hint">${this.over ? collect.drop : collect.hint}</p>
          </div>
          ${this.#all(lab)}
          <p class="hint" aria-live="polite" data-testid="taken">${this.said?.() ?? ''}</p>
        </div>
      </div>
      ${this.#problems()}
      ${library.problem ? html`<p class="note" role="alert">${labErrorText(library.problem)}</p>` : nothing}
    </div>`;
  }

  /** Classes that are switched off, and a place for new ones. */
  #others(lab: Lab): TemplateResult {
    const { collect } = labWords();
    const { library } = lab;
    const off = library.classes.filter(({ on }) => !on);
    return html`<div class="bar others">
      ${off.length > 0 ? html`<span class="hint">${collect.others}</span>` : nothing}
      ${off.map(
        (one) =>
          html`<button
            class="small chip"
            aria-label=${collect.on(className(one))}
            data-testid=${`on-${one.id}`}
            @click=${() => library.switch(one.id, true)}
          >
            ${icons.plus(12)}${className(one)}${library.of(one.id).length > 0 ? ` (${library.of(one.id).length})` : ''}
          </button>`,
      )}
      <input
        type="text"
        class="new"
        size="12"
        placeholder=${collect.add}
        aria-label=${`${collect.add}. ${collect.addHint}`}
        title=${collect.addHint}
        data-testid="new-class"
        @keydown=${(event: KeyboardEvent) => this.#addClass(event, lab)}
      />
    </div>`;
  }

  /** What can be done with all of it, once there is something. */
  #all({ library }: Lab): TemplateResult | typeof nothing {
    const { collect } = labWords();
    if (library.pictures.length === 0 && !library.undoable) return nothing;
    return html`<div class="bar">
      ${
        library.undoable
          ? html`<button class="small undo" data-testid="lab-undo" @click=${() => library.undo()}>
              ${icons.undo(14)}${collect.undo[library.undoable]}
            </button>`
          : nothing
      }
      ${
        library.pictures.length > 0
          ? html`<button class="small" data-testid="export" @click=${() => void this.#export()}>
                ${collect.export}
              </button>
              <button class="small" @click=${() => library.clear()}>${collect.clear}</button>`
          : nothing
      }
    </div>`;
  }

  #addClass(event: KeyboardEvent, { library }: Lab): void {
    const input = event.target as HTMLInputElement;
    if (event.key !== 'Enter' || event.isComposing || input.value.trim() === '') return;
    const there = library.classes.find(
      (one) => className(one).toLowerCase() === input.value.trim().toLowerCase(),
    );
    if (there) library.switch(there.id, true);
    this.chosen = there?.id ?? library.addClass(input.value);
    input.value = '';
  }

  #problems(): TemplateResult | typeof nothing {
    const { problems } = this;
    const { collect } = labWords();
    if (problems.length === 0) return nothing;
    return html`<div class="note" role="alert" data-testid="refused">
      <div class="bar spread">
        <span>${collect.refused(problems.length)}</span>
        <button class="small" @click=${() => (this.problems = [])}>${collect.dismiss}</button>
      </div>
      <ul class="refused">
        ${problems.slice(0, MAX_LISTED).map((facts) => html`<li>${labErrorText(new LabProblem(facts))}</li>`)}
        ${problems.length > MAX_LISTED ? html`<li>${collect.andMore(problems.length - MAX_LISTED)}</li>` : nothing}
      </ul>
    </div>`;
  }
}
