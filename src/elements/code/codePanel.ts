// The code of the network, in the place of its layers: the editor, how the code stands to the network, what is to be said
// of it, and what Keras prints. The two are kept in step by codeLink.ts.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { filesIn, joinFiles, type SourceFile } from '../../formats/keras/code/files';
import { programFrom, programOf } from '../../formats/keras/code/program';
import type { Range } from '../../formats/keras/code/syntax';
import type { PickedFile } from '../files/jobs';
import { droppedFiles } from '../files/picked';
import type { NetworkConfig } from '../../models/network';
import type { TrainFacade } from '../../session/facade';
import { networkSummary } from '../../inspect/summary';
import { SessionElement } from '../sessionElement';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { PointAtEvent, type Pointed } from '../pointed';
import { shared } from '../controls/styles';
import { CodeLink } from './codeLink';
import { lintStyles } from '../controls/lintStyles';
import { codeStyles } from './codeStyles';
import { copyText, download } from '../clipboard';
import { CodeEditor } from './editor';
import { CodeEvent, NO_CODE, type KeptCode } from './event';
import { dropped, programBar, type Dropping, type Program, type ProgramActions } from './programBar';
import { sourcesIn, takeFiles } from './takeFiles';
import '../controls/tabs';
import { modelStart } from './modelStart';
import { lintText, notes, type NoteActions } from './notes';
import './summaryFold';
import { codeWords } from './words';

/** Of a package, its own file is often empty: it is neither shown nor counted. */
const isEmpty = ({ code }: SourceFile): boolean => code.trim() === '';

@customElement('cs-code-panel')
export class CodePanelElement extends SessionElement {
  static override readonly sessionEvents = [
    'layerschange',
    'editschange',
    'statechange',
    'progress',
  ] as const;
  static override readonly styles = [shared, lintStyles, codeStyles];

  @property({ attribute: false }) pointed: Pointed | null = null;
  /** What was kept of it; only another text than was said last is news. */
  @property({ attribute: false }) code: KeptCode = NO_CODE;
  /** It is seen; else it is kept, and what is written meanwhile is shown then. */
  @property({ attribute: false }) shown = true;
  /** What was done by a button. */
  @state() private said = '';
  /** What became of files that were dropped, until something is typed. */
  @state() private dropping: Dropping | null = null;
  @query('.editor > div') private readonly place!: HTMLElement;

  #link: CodeLink | null = null;
  #editor: CodeEditor | null = null;
  #saidText: string | null = null;
  #language = locale.language;
  #programOf: {
    readonly code: string;
    readonly names: readonly string[];
    readonly scripts: readonly string[];
  } | null = null;

  protected override sessionChanged(): void {
    this.#link?.heard();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const isOther = changed.has('code') && this.code.text !== this.#saidText;
    if (this.session && (this.#link === null || changed.has('session') || isOther)) this.#open(this.session);
    const { dropped } = this.code;
    if (changed.has('code') && this.#editor && dropped) {
      this.dispatchEvent(new CodeEvent({ dropped: null }));
      void this.#take(dropped);
    }
    if (this.#language !== locale.language) {
      this.#language = locale.language;
      this.#editor?.say({ label: codeWords().editor, phrases: codeWords().phrases });
      this.#mark();
    }
    if (changed.has('pointed')) this.#point();
    if (changed.has('shown') && this.shown) this.#editor?.reveal();
  }

  #open(session: TrainFacade): void {
    this.#close();
    let waiting: readonly Range[] = [];
    const link = new CodeLink(session, {
      write: (text, ranges, way) => {
        waiting = ranges;
        this.#editor?.write(text, ranges, way);
        this.#keep();
      },
      changed: () => {
        this.#mark();
        this.#point();
        this.#keep();
        this.requestUpdate();
      },
    });
    link.begin(this.code);
    this.#link = link;
    const { editor: label, phrases } = codeWords();
    const root = this.renderRoot as ShadowRoot;
    this.#editor = new CodeEditor(
      this.place,
      root,
      link.text,
      { label, phrases },
      {
        typed: (text, way) => {
          this.said = '';
          this.dropping = null;
          link.typed(text, way);
          this.#keep();
        },
        moved: (at) => this.#pointFrom(at),
        dropped: (files) =>
          void droppedFiles(files).then(
            (picked) => this.#take(picked),
            (error: unknown) => (this.dropping = { kind: 'failed', error }),
          ),
        hurried: () => void link.settle(),
      },
    );
    this.#editor.write(link.text, waiting, 'edit');
    const start = modelStart(link.reading);
    if (waiting.length === 0 && start !== null) this.#editor.beginAt(start);
    this.#mark();
    this.#point();
    this.#keep();
    this.requestUpdate();
  }

  #close(): void {
    this.#link?.close();
    this.#editor?.close();
    this.dropping = null;
    [this.#link, this.#editor] = [null, null];
  }

  /** What is typed is kept at once, whether it reads or not. */
  #keep(): void {
    const link = this.#link;
    if (!link) return;
    this.#saidText = link.text;
    this.dispatchEvent(new CodeEvent({ text: link.text, of: link.of }));
  }

  /** One script takes the place of the text, files that it lacks are added to it, others are another program. */
  async #take(picked: readonly PickedFile[]): Promise<void> {
    const link = this.#link;
    if (!link) return;
    const { text } = link;
    try {
      const taken = await takeFiles(picked, text, link.reading.missing);
      // Meanwhile another text may have come.
      if (link !== this.#link || link.text !== text) return;
      const isAlone = [text, taken.text].every((one) => filesIn(one).length === 1);
      if (isAlone && taken.leftOut.length === 0) {
        // By the editor's own history it can be undone.
        this.#editor?.take(taken.text);
        return;
      }
      this.#replace(taken.text);
      const { added, leftOut } = taken;
      const count = sourcesIn(taken.text).filter((one) => !isEmpty(one)).length;
      this.dropping = { kind: 'taken', count, added, leftOut, before: text };
    } catch (error) {
      this.dropping = { kind: 'failed', error };
    }
  }

  /** Other files, or the same in another order. */
  #replace(text: string): void {
    const [link, editor] = [this.#link, this.#editor];
    if (!link || !editor) return;
    const seen = editor.open;
    editor.write(text, [], 'edit');
    editor.show(seen);
    link.typed(editor.text, 'edit');
    this.#keep();
    void link.settle();
  }

  /** Another file is seen: what is said of it is marked in it. */
  #shown(): void {
    this.#mark();
    this.#point();
    this.requestUpdate();
  }

  readonly #programActions: ProgramActions = {
    show: (name) => {
      this.#editor?.show(name);
      this.#shown();
    },
    choose: (script) => {
      const sources = sourcesIn(this.#link?.text ?? '');
      const first = sources.filter(({ name }) => name === script);
      this.#replace(joinFiles([...first, ...sources.filter(({ name }) => name !== script)]));
      this.#programActions.show(script);
    },
    back: () => {
      const { dropping } = this;
      if (dropping?.kind !== 'taken') return;
      this.dropping = null;
      this.#replace(dropping.before);
      this.said = codeWords().files.wentBack;
      this.#editor?.focus();
    },
  };

  /** What a program is made of, as of the text that was read last. */
  #program(link: CodeLink, open: string): Program | null {
    const { code, files } = link.reading;
    const [script] = filesIn(code);
    if (script.name === '') return null;
    if (this.#programOf?.code !== code) {
      const sources = sourcesIn(code);
      const found = files.length > 1 ? files : programFrom(script.name, sources).map(({ name }) => name);
      const empty = new Set(sources.flatMap((one) => (isEmpty(one) ? one.name : [])));
      const used = found.filter((name) => name === script.name || !empty.has(name));
      const { scripts } = programOf(sources);
      this.#programOf = {
        ...{ code, names: used },
        scripts: scripts.includes(script.name) ? scripts : [script.name, ...scripts],
      };
    }
    const { names, scripts } = this.#programOf;
    return {
      names: names.includes(open) ? names : [...names, open],
      ...{ open, script: script.name, scripts },
    };
  }

  #mark(): void {
    const [link, editor] = [this.#link, this.#editor];
    if (!link || !editor || link.syncState.kind === 'waiting') return;
    const { length } = editor.text;
    editor.lint(
      link.reading.lints.map((lint) => ({
        from: Math.min(lint.from, length),
        to: Math.min(lint.to, length),
        severity: lint.severity,
        message: lintText(lint, link).replaceAll('`', ''),
      })),
    );
  }

  /** Marks the layer pointed at in the code. */
  #point(): void {
    const [link, editor, session] = [this.#link, this.#editor, this.session];
    if (!link || !editor || !session || link.syncState.kind === 'waiting') return;
    const at = session.network.layers.findIndex(({ name }) => name === this.pointed?.layer);
    const layer = link.syncState.kind === 'same' ? link.reading.layers[at] : undefined;
    editor.point(layer ? [layer.place.item ?? layer.place.statement] : []);
  }

  /** Points at the layer that the cursor was put on. */
  #pointFrom(at: number): void {
    const [link, session] = [this.#link, this.session];
    if (!session || link?.syncState.kind !== 'same') return;
    const place = link.reading.layers.findIndex(({ place: { call } }) => at >= call.from && at <= call.to);
    const layer = session.layers[place];
    if (!layer || layer.name === this.pointed?.layer) return;
    const [rows = 1, columns = 1] = layer.outputShape;
    const index = layer.outputShape.length === 3 ? [Math.floor(rows / 2), Math.floor(columns / 2), 0] : [0];
    this.dispatchEvent(new PointAtEvent({ layer: layer.name, index, slice: null }, true));
  }

  async #copy(): Promise<void> {
    const done = await copyText(this.#editor?.code ?? '');
    if (!done) this.#editor?.selectAll();
    this.said = done ? codeWords().copied : codeWords().notCopied;
  }

  readonly #actions: NoteActions = {
    go: (at) => {
      this.#editor?.focus(at);
      this.#shown();
    },
    complete: () => {
      void this.#link?.complete().then(() => (this.said = codeWords().lacking.completed));
    },
    useCode: () => void this.#link?.useCode(),
    rewrite: () => this.#link?.rewrite(),
  };

  /** Of the file that is seen. */
  get #fileName(): string {
    const open = this.#editor?.open ?? '';
    if (open === '') return `${this.session?.network.name ?? 'model'}.py`;
    return open.slice(open.lastIndexOf('/') + 1).replace(/\.ipynb$/, '.py');
  }

  /** What Keras would call it: names that the code does not give are Keras's own. */
  get #read(): NetworkConfig | null {
    const { network, named, type } = this.#link?.reading ?? {};
    if (!network) return null;
    return named === true
      ? network
      : { ...network, name: type === 'functional' ? 'functional' : 'sequential' };
  }

  #summary(link: CodeLink, session: TrainFacade): TemplateResult {
    const { kind } = link.syncState;
    const network = link.hasErrors ? session.network : (this.#read ?? session.network);
    const isGraph = link.reading.type === 'functional' && network !== session.network;
    return html`<cs-summary-fold
      .text=${networkSummary(network, isGraph)}
      ?ahead=${kind !== 'same' && network !== session.network}
    ></cs-summary-fold>`;
  }

  protected override render(): TemplateResult {
    const words = codeWords();
    const [link, session] = [this.#link, this.session];
    const kind = link?.syncState.kind ?? 'same';
    const program = link && this.#program(link, this.#editor?.open ?? '');
    const errors = link?.reading.lints.filter(({ severity }) => severity === 'error').length ?? 0;
    const syncState = kind === 'unread' ? words.syncState.unread(Math.max(1, errors)) : words.syncState[kind];
    const isNews = kind !== 'waiting' && kind !== 'building';
    return html`<div class="bar">
        <p data-testid="code-standing" data-standing=${kind}>${this.said || syncState}</p>
        <button
          class="icon"
          data-testid="copy-code"
          aria-label=${words.copy}
          title=${words.copy}
          @click=${() => void this.#copy()}
        >
          ${icons.copy()}
        </button>
        <button
          class="icon"
          data-testid="download-code"
          aria-label=${words.download}
          title=${words.download}
          @click=${() => download(this.#fileName, new Blob([this.#editor?.code ?? ''], { type: 'text/x-python;charset=utf-8' }))}
        >
          ${icons.download()}
        </button>
      </div>
      ${program ? programBar(program, this.#programActions) : nothing}
      <div
        class="editor"
        data-testid="code-editor"
        @keydown=${(event: KeyboardEvent) => {
          // It only makes way for Tab; the page has another use for it.
          if (event.key === 'Escape') event.stopPropagation();
        }}
      >
        <div></div>
      </div>
      ${this.dropping === null ? nothing : dropped(this.dropping, this.#programActions)}
      ${link ? notes(link, this.#actions) : nothing}
      ${link && session ? this.#summary(link, session) : nothing}
      <p class="visually-hidden" aria-live="polite">${this.said || (isNews ? syncState : '')}</p>`;
  }
}
