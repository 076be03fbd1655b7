// The editor: CodeMirror with Python, told what to show and saying what was typed. Tab indents; Escape, then Tab leaves.

import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  redo,
  redoDepth,
  undo,
  undoDepth,
} from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState, type Extension, type StateCommand } from '@codemirror/state';
import { EditorView, drawSelection, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { codeOf, fileAt, filesIn, joinFiles, type PlacedFile } from '../../formats/keras/code/files';
import { scriptOfNotebook } from '../../formats/keras/code/notebook';
import type { Range } from '../../formats/keras/code/syntax';
import type { Way } from './codeLink';
import type { Dropped } from '../files/picked';
import { editorLook } from './editorTheme';
import { firstWritten, marks, pointedAt, written } from './marks';

export interface EditorHost {
  /** The learner changed the text. */
  typed(text: string, way: Way): void;
  /** The learner put the cursor there. */
  moved(at: number): void;
  /** Scripts, a folder or an archive. */
  dropped(files: Dropped): void;
  /** The user does not wait for the delay: Ctrl+Enter. */
  hurried(): void;
}

interface FileState {
  readonly name: string;
  readonly state: EditorState;
}

const CODE_FILES = /\.(?:py|ipynb|zip)$/i;

export interface EditorWords {
  readonly label: string;
  readonly phrases: Readonly<Record<string, string>>;
}

export class CodeEditor {
  readonly #view: EditorView;
  readonly #extensions: Extension;
  /** Of each file, as it was last seen; the one that is seen is the view's. */
  #states: FileState[];
  #at = 0;
  #said: EditorWords;
  readonly #words = new Compartment();
  /** The text is being set from elsewhere. */
  #quiet = false;
  /** The place to begin at, as long as it was not seen. */
  #beginAt: number | null = null;

  constructor(parent: HTMLElement, root: ShadowRoot, text: string, words: EditorWords, host: EditorHost) {
    this.#said = words;
    const hurry = {
      key: 'Mod-Enter',
      run: () => {
        host.hurried();
        return true;
      },
    };
    this.#extensions = [
      this.#words.of(wordsOf(words)),
      lineNumbers(),
      highlightActiveLineGutter(),
      history(),
      drawSelection(),
      indentUnit.of('    '),
      indentOnInput(),
      bracketMatching(),
      python(),
      keymap.of([hurry, ...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab]),
      marks,
      editorLook,
      EditorView.domEventHandlers({
        paste: ({ clipboardData }, view) =>
          this.#takeNotebook(clipboardData?.getData('text/plain') ?? '', view),
        drop: (event) => {
          const { items, files } = event.dataTransfer ?? { items: [], files: [] };
          // Both are gone when the event is over.
          const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
          const isFolder = entries.some(({ isDirectory }) => isDirectory);
          if (!isFolder && ![...files].some(({ name }) => CODE_FILES.test(name))) return false;
          event.preventDefault();
          // The page would take it, too.
          event.stopPropagation();
          host.dropped({ entries, files: [...files] });
          return true;
        },
      }),
      EditorView.updateListener.of(({ docChanged, selectionSet, state, transactions }) => {
        if (this.#quiet) return;
        const by = (event: string): boolean => transactions.some((one) => one.isUserEvent(event));
        if (docChanged) host.typed(this.text, by('undo') ? 'undo' : by('redo') ? 'redo' : 'edit');
        else if (selectionSet && by('select')) host.moved(this.#opened.from + state.selection.main.head);
      }),
    ];
    this.#states = this.#statesOf(text);
    this.#view = new EditorView({ parent, root, state: this.#states[0]?.state ?? this.#stateOf('') });
  }

  #stateOf(doc: string): EditorState {
    return EditorState.create({ doc, extensions: this.#extensions });
  }

  #statesOf(text: string): FileState[] {
    return filesIn(text).map((file) => ({ name: file.name, state: this.#stateOf(codeOf(text, file)) }));
  }

  /** The names of the files, the script first; one '' for a script alone. */
  get names(): readonly string[] {
    return this.#states.map(({ name }) => name);
  }

  /** The name of the file that is seen. */
  get open(): string {
    return this.#states[this.#at]?.name ?? '';
  }

  /** Where the file that is seen stands in the text of all. */
  get #opened(): PlacedFile {
    const files = filesIn(this.text);
    return files[this.#at] ?? files[0];
  }

  /** Shows another file. */
  show(name: string): void {
    const at = this.#states.findIndex((one) => one.name === name);
    if (at < 0 || at === this.#at) return;
    this.#leave();
    this.#at = at;
    this.#quietly(() => this.#view.setState(this.#states[at]?.state ?? this.#stateOf('')));
    this.#say();
  }

  /** What is seen is kept with its history. */
  #leave(): void {
    this.#states = this.#states.map((one, at) =>
      at === this.#at ? { ...one, state: this.#view.state } : one,
    );
  }

  #quietly(work: () => void): void {
    const before = this.#quiet;
    this.#quiet = true;
    try {
      work();
    } finally {
      this.#quiet = before;
    }
  }

  /** The cells of a notebook take the place of the whole text. @returns false where it is none */
  #takeNotebook(text: string, view: EditorView): boolean {
    const script = scriptOfNotebook(text);
    if (script !== null) this.#replace(script, view);
    return script !== null;
  }

  /** As if the learner had pasted it over everything. */
  #replace(text: string, view: EditorView): void {
    const changes = { from: 0, to: view.state.doc.length, insert: text };
    view.dispatch({ changes, selection: { anchor: 0 }, userEvent: 'input.paste', scrollIntoView: true });
  }

  /** A script, or the cells of a notebook, take the place of the whole text. */
  take(text: string): void {
    if (!this.#takeNotebook(text, this.#view)) this.#replace(text, this.#view);
  }

  /** Of all files. */
  get text(): string {
    const docs = this.#states.map(({ name, state }, at) => ({
      name,
      code: (at === this.#at ? this.#view.state : state).doc.toString(),
    }));
    const [first] = docs;
    return docs.length === 1 && first?.name === '' ? first.code : joinFiles(docs);
  }

  /** Of the file that is seen. */
  get code(): string {
    return this.#view.state.doc.toString();
  }

  /** To a place in the text of all files. */
  focus(at?: number): void {
    if (at !== undefined) {
      this.show(fileAt(this.text, at).name);
      const anchor = Math.min(Math.max(0, at - this.#opened.from), this.code.length);
      this.#view.dispatch({ selection: { anchor }, scrollIntoView: true });
    }
    this.#view.focus();
  }

  selectAll(): void {
    this.#view.dispatch({ selection: { anchor: 0, head: this.#view.state.doc.length } });
    this.#view.focus();
  }

  say(words: EditorWords): void {
    this.#said = words;
    this.#say();
  }

  /** A file that was not seen when the language changed has the words of before. */
  #say(): void {
    this.#view.dispatch({ effects: this.#words.reconfigure(wordsOf(this.#said)) });
  }

  /**
   * Replaces the text and marks the ranges that were written, in addition to existing marks while the editor is not
   * visible. In a file that stays it is an entry of the editor's own history. The file that was written into is seen.
   */
  write(text: string, ranges: readonly Range[], way: Way): void {
    this.#quietly(() => {
      const files = filesIn(text);
      if (files.map(({ name }) => name).join('\n') !== this.names.join('\n')) {
        this.#states = this.#statesOf(text);
        this.#at = 0;
        this.#view.setState(this.#states[0]?.state ?? this.#stateOf(''));
        this.#say();
        return;
      }
      const changed = files.filter(({ name, from, to }) => text.slice(from, to) !== this.#codeOf(name));
      const [only] = changed;
      if (only !== undefined && !changed.some(({ name }) => name === this.open)) this.show(only.name);
      for (const file of changed)
        if (file.name !== this.open) this.#replaceUnseen(file.name, codeOf(text, file));
      this.#write(text, this.#opened.name, ranges, way);
    });
  }

  #write(text: string, name: string, all: readonly Range[], way: Way): void {
    const file = filesIn(text).find((one) => one.name === name);
    if (file === undefined) return;
    const code = codeOf(text, file);
    const ranges = within(file, all);
    if (way !== 'edit' && this.#back(code, way)) return;
    const changes = difference(this.code, code);
    const [first] = ranges;
    this.#view.dispatch({
      ...(changes && { changes }),
      effects: written.of({ ranges, beside: !this.#isSeen }),
    });
    if (first && changes) this.#scrollTo(first.from);
  }

  #codeOf(name: string): string {
    return name === this.open
      ? this.code
      : (this.#states.find((one) => one.name === name)?.state.doc.toString() ?? '');
  }

  #replaceUnseen(name: string, code: string): void {
    this.#states = this.#states.map((one) => {
      const changes = one.name === name ? difference(one.state.doc.toString(), code) : null;
      return changes === null ? one : { name, state: one.state.update({ changes }).state };
    });
  }

  /** By places of the text of all files; those of the file that is seen are shown. */
  lint(diagnostics: readonly Diagnostic[]): void {
    this.#view.dispatch(setDiagnostics(this.#view.state, within(this.#opened, diagnostics)));
  }

  /** In the file that is seen. */
  point(ranges: readonly Range[]): void {
    this.#view.dispatch({ effects: pointedAt.of(within(this.#opened, ranges)) });
  }

  /** Its first line is that of this place, once it is seen. */
  beginAt(at: number): void {
    const { from, to } = this.#opened;
    // The model may stand in another file than the script.
    if (at >= from && at <= to) this.#beginLocal(at - from);
  }

  #beginLocal(at: number): void {
    this.#beginAt = at;
    this.#view.requestMeasure({
      read: (view) => (this.#beginAt !== null && this.#isSeen ? view.lineBlockAt(this.#beginAt).top : null),
      write: (top, { scrollDOM }) => {
        if (top === null) return;
        scrollDOM.scrollTop = top;
        this.#beginAt = null;
      },
    });
  }

  /** It is seen again: so is what was written meanwhile. */
  reveal(): void {
    const at = firstWritten(this.#view.state);
    if (at !== null) this.#scrollTo(at);
    else if (this.#beginAt !== null) this.#beginLocal(this.#beginAt);
  }

  /** Within the editor: the page around it stays where it is. */
  #scrollTo(at: number): void {
    this.#view.requestMeasure({
      read: (view) => view.lineBlockAt(at),
      write: ({ top, bottom }, { scrollDOM }) => {
        const { scrollTop, clientHeight } = scrollDOM;
        if (top < scrollTop || bottom > scrollTop + clientHeight)
          scrollDOM.scrollTop = (top + bottom - clientHeight) / 2;
      },
    });
  }

  get #isSeen(): boolean {
    return this.#view.dom.checkVisibility();
  }

  close(): void {
    this.#view.destroy();
  }

  /** By the editor's own undo or redo, where that leads to the text. */
  #back(text: string, way: 'undo' | 'redo'): boolean {
    const [there, depth, back]: [StateCommand, (state: EditorState) => number, StateCommand] =
      way === 'undo' ? [undo, undoDepth, redo] : [redo, redoDepth, undo];
    let taken = 0;
    while (this.code !== text && depth(this.#view.state) > 0 && there(this.#view)) taken++;
    if (this.code === text) return true;
    while (taken-- > 0) back(this.#view);
    return false;
  }
}

/** Those in a file, by its own places. */
function within<T extends Range>(file: PlacedFile, ranges: readonly T[]): T[] {
  return ranges.flatMap((range) =>
    range.from < file.from || range.from > file.to
      ? []
      : { ...range, from: range.from - file.from, to: Math.min(range.to, file.to) - file.from },
  );
}

function wordsOf({ label, phrases }: EditorWords): Extension {
  return [
    EditorState.phrases.of(phrases),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
  ];
}

/** The one stretch in which two texts differ, so that the cursor and the rest stay where they are; null where they are alike. */
function difference(before: string, after: string): { from: number; to: number; insert: string } | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let end = 0;
  while (end < shorter - from && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}
