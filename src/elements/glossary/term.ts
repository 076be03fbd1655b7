// A term of the glossary in a text. Its meaning opens beside it; texts get it by text/marked.ts.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { ConnectedElement } from '../connectedElement';
import { NoteController } from '../controllers/noteController';
import { shared } from '../controls/styles';
import { termStyles, termFacts } from './termFacts';
import { shownTerm, type ShownTerm } from './terms';

@customElement('cs-term')
export class TermElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    termStyles,
    css`
      :host {
        display: inline;
      }
      .word {
        text-decoration: underline dotted var(--muted);
        text-underline-offset: 0.2em;
        cursor: help;
      }
      .word:hover,
      .word[aria-expanded='true'] {
        text-decoration-color: var(--accent);
      }
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        width: max-content;
        max-width: min(300px, calc(100vw - 12px));
        padding: var(--space-8) var(--space-12);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-8);
        background: var(--panel);
        color: var(--ink);
        box-shadow: 0 4px 24px rgb(0 0 0 / 0.12);
        font: 400 var(--type-figure) / 1.5 var(--font);
        letter-spacing: normal;
        text-transform: none;
        text-align: start;
        white-space: normal;
      }
      [popover] > b {
        display: block;
      }
      @media print {
        .word {
          text-decoration: none;
        }
      }
    `,
  ];

  /** Its id in locales/glossary.ts. */
  @property() term = '';
  /** What stands in the text; null: the term in the page's language. */
  @property({ attribute: false }) shown: string | null = null;
  @query('.word') private readonly word!: HTMLElement | null;
  @query('[popover]') private readonly note!: HTMLElement | null;

  readonly #note = new NoteController(
    this,
    () => this.word,
    () => this.note,
  );

  #explained(term: ShownTerm): TemplateResult {
    const named = this.shown === null || this.shown === term.name;
    return html`<span popover="manual" data-testid="term-note"
      >${named ? nothing : html`<b>${term.name}</b>`}<span id="meaning" role="tooltip">${term.meaning}</span
      >${termFacts(term)}</span
    >`;
  }

  protected override updated(): void {
    // What else Escape does on the page waits until the note is closed.
    this.toggleAttribute('open', this.#note.isOpen);
  }

  protected override render(): TemplateResult | string {
    const term = shownTerm(this.term);
    // A text from outside may hold brackets, too.
    if (!term) return this.shown ?? this.term;
    return html`<span
        class="word"
        role="button"
        tabindex="0"
        aria-expanded=${this.#note.isOpen ? 'true' : 'false'}
        aria-describedby="meaning"
        >${this.shown ?? term.name}</span
      >${this.#note.isOpen ? this.#explained(term) : nothing}`;
  }
}
