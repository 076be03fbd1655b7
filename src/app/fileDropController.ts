// The overlay for opening and saving files, loaded on first use: by the button in the header, or when files are dragged
// over the page.

import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import type { FilesElement } from '../elements/files/files';
import type { TrainFacade } from '../session/facade';

export class FileDropController implements ReactiveController {
  #loaded = false;
  #over = false;

  constructor(
    private readonly host: LitElement,
    private readonly session: () => TrainFacade | null,
  ) {
    host.addController(this);
  }

  async show(): Promise<void> {
    await (await this.#element())?.show();
  }

  render(): TemplateResult | typeof nothing {
    const session = this.session();
    if (!this.#loaded || !session) return nothing;
    return html`<cs-files ?over=${this.#over}></cs-files>`;
  }

  async #element(): Promise<FilesElement | null> {
    if (!this.session()) return null;
    await import('../elements/files/files');
    this.#loaded = true;
    this.host.requestUpdate();
    await this.host.updateComplete;
    return this.host.renderRoot.querySelector('cs-files');
  }

  /** A part of the page may handle files itself. */
  #wants({ defaultPrevented, dataTransfer }: DragEvent): boolean {
    return !defaultPrevented && this.session() !== null && (dataTransfer?.types.includes('Files') ?? false);
  }

  #hold(over: boolean): void {
    if (this.#over === over) return;
    this.#over = over;
    if (over) void this.#element();
    else this.host.requestUpdate();
  }

  readonly #entered = (event: DragEvent): void => {
    if (this.#wants(event)) event.preventDefault();
  };

  readonly #dragged = (event: DragEvent): void => {
    if (!this.#wants(event) || !event.dataTransfer) {
      this.#hold(false);
      return;
    }
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.#hold(true);
  };

  readonly #left = ({ relatedTarget }: DragEvent): void => {
    // Out of the window; else only from one element to the next.
    if (relatedTarget === null) this.#hold(false);
  };

  readonly #dropped = (event: DragEvent): void => {
    this.#hold(false);
    const { dataTransfer } = event;
    if (!this.#wants(event) || !dataTransfer) return;
    event.preventDefault();
    // Both are gone when the event is over.
    const entries = [...dataTransfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
    const files = [...dataTransfer.files];
    void this.#element().then((element) => element?.take({ entries, files }));
  };

  hostConnected(): void {
    window.addEventListener('dragenter', this.#entered);
    window.addEventListener('dragover', this.#dragged);
    window.addEventListener('dragleave', this.#left);
    window.addEventListener('drop', this.#dropped);
  }

  hostDisconnected(): void {
    window.removeEventListener('dragenter', this.#entered);
    window.removeEventListener('dragover', this.#dragged);
    window.removeEventListener('dragleave', this.#left);
    window.removeEventListener('drop', this.#dropped);
  }
}
