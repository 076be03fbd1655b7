// The page on paper: in the light theme, as wide as it was on the screen, and with its canvases. What a WebGPU canvas shows is
// gone when the browser prints, so a plain canvas with a copy of each picture stands in its place meanwhile.

import type { LitElement, ReactiveController } from 'lit';
import { readCanvases } from '../draw/screen';
import { copyOf } from '../elements/canvas/canvasCopy';
import { themeChoice } from '../elements/theme';
import { printStyles } from './printStyles';

export class PrintController implements ReactiveController {
  readonly #print = matchMedia('print');
  #copies: { readonly canvas: HTMLCanvasElement; readonly copy: HTMLCanvasElement }[] = [];
  #printing = false;

  /** @param width of the page in CSS pixels, with what scrolls sideways */
  constructor(
    host: LitElement,
    private readonly width: () => number,
  ) {
    const root = host.renderRoot as ShadowRoot;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(printStyles.cssText);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    host.addController(this);
  }

  /** Paper is light. Elements follow before the next listener is called. */
  readonly #lighten = (): void => {
    this.#printing = true;
    document.documentElement.style.setProperty('--print-width', `${this.width()}px`);
    this.#follow();
  };

  readonly #copy = (): void => {
    this.#restore();
    readCanvases((canvas) => {
      const copy = copyOf(canvas);
      copy.className = canvas.className;
      copy.style.cssText = canvas.style.cssText;
      canvas.after(copy);
      canvas.style.setProperty('display', 'none', 'important');
      this.#copies.push({ canvas, copy });
    });
  };

  #restore(): void {
    for (const { canvas, copy } of this.#copies) {
      copy.remove();
      canvas.style.removeProperty('display');
    }
    this.#copies = [];
  }

  readonly #printed = (): void => {
    this.#printing = false;
    document.documentElement.style.removeProperty('--print-width');
    this.#restore();
    this.#follow();
  };

  /** Also where only the style sheet is that of print. */
  readonly #follow = (): void => themeChoice.force(this.#printing || this.#print.matches ? 'light' : null);

  hostConnected(): void {
    window.addEventListener('beforeprint', this.#lighten);
    window.addEventListener('beforeprint', this.#copy);
    window.addEventListener('afterprint', this.#printed);
    this.#print.addEventListener('change', this.#follow);
    this.#follow();
  }

  hostDisconnected(): void {
    window.removeEventListener('beforeprint', this.#lighten);
    window.removeEventListener('beforeprint', this.#copy);
    window.removeEventListener('afterprint', this.#printed);
    this.#print.removeEventListener('change', this.#follow);
    this.#printed();
  }
}
