// A note beside a word: it opens on hover, focus or a tap, takes no focus, and one is open at a time. The pointer may move
// onto it. Escape closes it, and so do a press elsewhere and the loss of the focus.

import type { LitElement, ReactiveController } from 'lit';

/** A pointer that only passes opens nothing. */
const OPEN_AFTER_MS = 200;
/** Time to move the pointer from the word to the note. */
const CLOSE_AFTER_MS = 250;
/** Between the word and the note, and from the edge of the window, in CSS pixels. */
const GAP = 6;

/** Closes the note that was opened last. */
let closeLast = (): void => undefined;

export class NoteController implements ReactiveController {
  #isOpen = false;
  #due = 0;

  /**
   * @param word the word, which takes the focus
   * @param note its note, an element with `popover="manual"`, which the host renders while it is open
   */
  constructor(
    private readonly host: LitElement,
    private readonly word: () => HTMLElement | null,
    private readonly note: () => HTMLElement | null,
  ) {
    host.addController(this);
    host.addEventListener('pointerenter', ({ pointerType }) => {
      if (pointerType !== 'touch') this.#after(OPEN_AFTER_MS, () => this.open());
    });
    host.addEventListener('pointerleave', () => {
      if (!host.matches(':focus-within')) this.#after(CLOSE_AFTER_MS, () => this.close());
    });
    host.addEventListener('focusin', () => this.open());
    host.addEventListener('focusout', () => this.close());
    host.addEventListener('click', (event) => {
      const followed = event.composedPath().some((node) => node instanceof HTMLAnchorElement);
      if (followed) this.close();
      else this.open();
    });
    host.addEventListener('keydown', (event) => {
      if (event.composedPath()[0] !== this.word() || (event.key !== 'Enter' && event.key !== ' ')) return;
      event.preventDefault();
      this.open();
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): void {
    clearTimeout(this.#due);
    if (this.#isOpen || !this.host.isConnected) return;
    closeLast();
    closeLast = () => this.close();
    this.#isOpen = true;
    window.addEventListener('keydown', this.#key, { capture: true });
    window.addEventListener('scroll', this.#place, { capture: true });
    window.addEventListener('resize', this.#place);
    document.addEventListener('pointerdown', this.#pressed);
    this.host.requestUpdate();
  }

  close(): void {
    clearTimeout(this.#due);
    if (!this.#isOpen) return;
    this.#isOpen = false;
    window.removeEventListener('keydown', this.#key, { capture: true });
    window.removeEventListener('scroll', this.#place, { capture: true });
    window.removeEventListener('resize', this.#place);
    document.removeEventListener('pointerdown', this.#pressed);
    this.host.requestUpdate();
  }

  hostUpdated(): void {
    const note = this.#isOpen ? this.note() : null;
    if (!note || note.matches(':popover-open')) return;
    note.showPopover();
    this.#place();
  }

  hostDisconnected(): void {
    this.close();
  }

  #after(milliseconds: number, then: () => void): void {
    clearTimeout(this.#due);
    this.#due = window.setTimeout(then, milliseconds);
  }

  /** Below the word, or above where there is no room below. */
  readonly #place = (): void => {
    const [word] = this.word()?.getClientRects() ?? [];
    const note = this.note();
    if (!word || !note) return;
    const { width, height } = note.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const below = word.bottom + GAP;
    const top = below + height + GAP <= clientHeight ? below : Math.max(GAP, word.top - GAP - height);
    const left = Math.max(GAP, Math.min(word.left, clientWidth - width - GAP));
    note.style.top = `${top}px`;
    note.style.left = `${left}px`;
  };

  /** Before the page handles Escape, which has another meaning there. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.close();
  };

  readonly #pressed = (event: Event): void => {
    if (!event.composedPath().includes(this.host)) this.close();
  };
}
