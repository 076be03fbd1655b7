// Any picture as the network's input: a file that is chosen here, pasted anywhere on the page, or passed on by it, and
// those of a camera (cameraPanel.ts), loaded when it is wanted. Their middle is scaled to what the network takes.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { chooseFiles } from '../controls/chooseFiles';
import { icons } from '../controls/icons';
import { shared } from '../controls/styles';
import { locale } from '../locale';
import { PictureEvent } from '../pointed';
import { SessionElement } from '../sessionElement';
import { pixelsOf, sourceOfFile } from './source';

@customElement('cs-picture-file')
export class PictureFileElement extends SessionElement {
  static override readonly sessionEvents = ['datachange'] as const;
  static override readonly styles = [
    shared,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 6px;
        font-size: var(--type-label);
        color: var(--muted);
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-height: 24px;
        padding: 0 8px;
        border-radius: 6px;
        font-size: var(--type-label);
        white-space: nowrap;
      }
      button[aria-pressed='true'] {
        border-color: var(--accent);
        color: var(--accent-text);
      }
      p {
        color: var(--warning);
        font-size: var(--type-label);
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** Something else lies over the stage: the camera waits. */
  @property({ type: Boolean }) still = false;
  @state() private camera = false;
  /** The name of the file that is no picture. */
  @state() private broken: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('paste', this.#paste);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('paste', this.#paste);
  }

  async #turnCamera(): Promise<void> {
    this.camera = !this.camera;
    // Its code could not be fetched.
    await import('./cameraPanel').catch(() => (this.camera = false));
  }

  /** Shows a picture file to the network, or says that it is none. */
  async take(file: File): Promise<void> {
    const { session } = this;
    if (!session) return;
    try {
      const source = await sourceOfFile(file);
      this.broken = null;
      this.dispatchEvent(new PictureEvent(pixelsOf(source, session.input.shape), null));
    } catch {
      this.broken = file.name;
    }
  }

  readonly #paste = (event: ClipboardEvent): void => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    // Another view may take it, and so may a part of the page that handled it already.
    if (!file || event.defaultPrevented || !this.checkVisibility()) return;
    event.preventDefault();
    void this.take(file);
  };

  protected override render(): TemplateResult {
    const { picture } = locale.words;
    const choose = (): void =>
      chooseFiles({ accept: 'image/*' }, ([file]) => {
        if (file) void this.take(file);
      });
    return html`<div>
        <button data-testid="picture-file" @click=${choose}>${icons.file(12)}${picture.file}</button
        ><button
          aria-pressed=${this.camera ? 'true' : 'false'}
          data-testid="camera"
          @click=${() => void this.#turnCamera()}
        >
          ${icons.camera(12)}${picture.camera}</button
        ><span>${picture.fileHint}</span>
      </div>
      ${
        this.broken === null
          ? nothing
          : html`<p role="alert" data-testid="picture-broken">${picture.broken(this.broken)}</p>`
      }<cs-camera
        ?on=${this.camera}
        ?still=${this.still}
        @cs-camera-off=${() => (this.camera = false)}
      ></cs-camera>`;
  }
}
