// The editor of a shader: CodeMirror with WGSL, told what to show and saying what was typed. Tab indents; Escape, then Tab
// leaves. It looks like the editor of the Keras code.

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, drawSelection, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { editorLook } from '../code/editorTheme';
import { marks, pointedAt } from '../code/marks';
import { wgsl } from './wgsl';

export interface ShaderEditorWords {
  readonly label: string;
  readonly phrases: Readonly<Record<string, string>>;
}

/** Where something is wrong: 1-based line and column. */
export interface LineProblem {
  readonly severity: 'error' | 'warning';
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly message: string;
}

const look = EditorView.theme({
  '&': { fontSize: 'var(--type-figure)' },
  '.cm-scroller': { lineHeight: '1.55' },
  '.cm-gutter-lint': { width: '12px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '4px 0 0 2px' },
  '.cm-lint-marker': { width: '9px', height: '9px' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '18px', padding: '0 2px' },
  '.cm-line': { padding: '0 var(--space-8) 0 2px' },
});

export class ShaderEditor {
  readonly #view: EditorView;
  readonly #words = new Compartment();
  /** The text is being set from elsewhere. */
  #quiet = false;

  /** @param typed null: the text is only read */
  constructor(
    parent: HTMLElement,
    root: ShadowRoot,
    private words: ShaderEditorWords,
    private readonly typed: ((text: string) => void) | null,
  ) {
    this.#view = new EditorView({ parent, root, state: this.#state('') });
  }

  #state(text: string): EditorState {
    const { typed } = this;
    return EditorState.create({
      doc: text,
      extensions: [
        this.#words.of(wordsOf(this.words)),
        lineNumbers(),
        drawSelection(),
        bracketMatching(),
        wgsl,
        marks,
        editorLook,
        look,
        ...(typed === null
          ? [EditorState.readOnly.of(true), keymap.of(defaultKeymap)]
          : [
              lintGutter(),
              highlightActiveLineGutter(),
              history(),
              indentUnit.of('  '),
              keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab]),
              EditorView.updateListener.of(({ docChanged, state }) => {
                if (docChanged && !this.#quiet) typed(state.doc.toString());
              }),
            ]),
      ],
    });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  get hasFocus(): boolean {
    return this.#view.hasFocus;
  }

  /** Another shader: the history begins anew, and the function that is run comes into sight. */
  open(text: string): void {
    this.#view.setState(this.#state(text));
    this.#scrollTo(text.search(/^@compute/m), 'start');
  }

  /** Another text of the same shader, which can be undone. */
  write(text: string): void {
    if (text === this.text) return;
    this.#quiet = true;
    try {
      this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
    } finally {
      this.#quiet = false;
    }
  }

  say(words: ShaderEditorWords): void {
    this.words = words;
    this.#view.dispatch({ effects: this.#words.reconfigure(wordsOf(words)) });
  }

  lint(problems: readonly LineProblem[]): void {
    const { doc } = this.#view.state;
    const diagnostics = problems.map(({ line, column, length, severity, message }): Diagnostic => {
      const at = doc.line(Math.min(Math.max(1, line), doc.lines));
      const start = Math.min(at.from + column - 1, at.to);
      // Where no place is meant it is the line.
      const [from, to] = length > 0 ? [start, Math.min(start + length, doc.length)] : [at.from, at.to];
      return { from, to, severity, message };
    });
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics));
  }

  /** The lines at work, 1-based; the first of them comes into sight. */
  point(lines: readonly number[]): void {
    const { doc } = this.#view.state;
    const places = lines
      .filter((line) => line >= 1 && line <= doc.lines)
      .map((line) => ({ from: doc.line(line).from, to: doc.line(line).to }));
    this.#view.dispatch({ effects: pointedAt.of(places) });
    if (places[0] && !this.hasFocus) this.#scrollTo(places[0].from, 'nearest');
  }

  focusLine(line: number, column = 1): void {
    const { doc } = this.#view.state;
    const at = doc.line(Math.min(Math.max(1, line), doc.lines));
    this.#view.dispatch({
      selection: { anchor: Math.min(at.from + column - 1, at.to) },
      scrollIntoView: true,
    });
    this.#view.focus();
  }

  /** Within the editor: the page around it stays where it is. */
  #scrollTo(at: number, where: 'start' | 'nearest'): void {
    if (at < 0) return;
    this.#view.requestMeasure({
      read: (view) => view.lineBlockAt(Math.min(at, view.state.doc.length)),
      write: ({ top, bottom }, { scrollDOM }) => {
        const { scrollTop, clientHeight } = scrollDOM;
        if (where === 'start') scrollDOM.scrollTop = top + this.#view.documentPadding.top;
        else if (top < scrollTop || bottom > scrollTop + clientHeight)
          scrollDOM.scrollTop = (top + bottom - clientHeight) / 2;
      },
    });
  }

  close(): void {
    this.#view.destroy();
  }
}

function wordsOf({ label, phrases }: ShaderEditorWords): Extension {
  return [
    EditorState.phrases.of(phrases),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
  ];
}
