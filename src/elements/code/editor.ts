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
import { CODE_FILE } from './event';
import { scriptOfNotebook } from '../../formats/keras/code/notebook';
import type { Range } from '../../formats/keras/code/syntax';
import type { Way } from './codeLink';
import { editorLook } from './editorTheme';
import { firstWritten, marks, pointedAt, written } from './marks';

export interface EditorHost {
  /** The learner changed the text. */
  typed(text: string, way: Way): void;
  /** The learner put the cursor there. */
  moved(at: number): void;
  /** The user does not wait for the delay: Ctrl+Enter. */
  hurried(): void;
}

export interface EditorWords {
  readonly label: string;
  readonly phrases: Readonly<Record<string, string>>;
}

export class CodeEditor {
  readonly #view: EditorView;
  readonly #words = new Compartment();
  /** The text is being set from elsewhere. */
  #quiet = false;
  /** The place to begin at, as long as it was not seen. */
  #beginAt: number | null = null;

  constructor(parent: HTMLElement, root: ShadowRoot, text: string, words: EditorWords, host: EditorHost) {
    const hurry = {
      key: 'Mod-Enter',
      run: () => {
        host.hurried();
        return true;
      },
    };
    this.#view = new EditorView({
      parent,
      root,
      state: EditorState.create({
        doc: text,
        extensions: [
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
              const file = [...(event.dataTransfer?.files ?? [])].find(({ name }) => CODE_FILE.test(name));
              if (file === undefined) return false;
              event.preventDefault();
              // The page would take it, too.
              event.stopPropagation();
              void file.text().then((text) => {
                this.take(text);
              });
              return true;
            },
          }),
          EditorView.updateListener.of(({ docChanged, selectionSet, state, transactions }) => {
            if (this.#quiet) return;
            const by = (event: string): boolean => transactions.some((one) => one.isUserEvent(event));
            if (docChanged)
              host.typed(state.doc.toString(), by('undo') ? 'undo' : by('redo') ? 'redo' : 'edit');
            else if (selectionSet && by('select')) host.moved(state.selection.main.head);
          }),
        ],
      }),
    });
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

  get text(): string {
    return this.#view.state.doc.toString();
  }

  focus(at?: number): void {
    if (at !== undefined) this.#view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    this.#view.focus();
  }

  selectAll(): void {
    this.#view.dispatch({ selection: { anchor: 0, head: this.#view.state.doc.length } });
    this.#view.focus();
  }

  say(words: EditorWords): void {
    this.#view.dispatch({ effects: this.#words.reconfigure(wordsOf(words)) });
  }

  /**
   * Replaces the text and marks the ranges that were written, in addition to existing marks while the editor is not
   * visible. It is an entry of the editor's own history.
   */
  write(text: string, ranges: readonly Range[], way: Way): void {
    this.#quiet = true;
    try {
      if (way !== 'edit' && this.#back(text, way)) return;
      const changes = difference(this.text, text);
      const [first] = ranges;
      this.#view.dispatch({
        ...(changes && { changes }),
        effects: written.of({ ranges, beside: !this.#isSeen }),
      });
      if (first && changes) this.#scrollTo(first.from);
    } finally {
      this.#quiet = false;
    }
  }

  lint(diagnostics: readonly Diagnostic[]): void {
    this.#view.dispatch(setDiagnostics(this.#view.state, [...diagnostics]));
  }

  point(ranges: readonly Range[]): void {
    this.#view.dispatch({ effects: pointedAt.of(ranges) });
  }

  lineAt(at: number): number {
    const { doc } = this.#view.state;
    return doc.lineAt(Math.min(at, doc.length)).number;
  }

  /** Its first line is that of this place, once it is seen. */
  beginAt(at: number): void {
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
    else if (this.#beginAt !== null) this.beginAt(this.#beginAt);
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
    while (this.text !== text && depth(this.#view.state) > 0 && there(this.#view)) taken++;
    if (this.text === text) return true;
    while (taken-- > 0) back(this.#view);
    return false;
  }
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
