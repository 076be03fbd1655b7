// A shader that is only read: what really runs.

import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { ConnectedElement } from '../connectedElement';
import { shared } from '../controls/styles';
import { ShaderEditor } from './shaderEditor';

@customElement('cs-shader-text')
export class ShaderTextElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      .editor {
        height: clamp(160px, 36vh, 420px);
        border: 1px solid var(--line);
        border-radius: var(--radius-4);
        overflow: hidden;
      }
      .editor:focus-within {
        border-color: var(--accent);
        outline: 1px solid var(--accent);
      }
    `,
  ];

  @property() text = '';
  @property() label = '';
  @query('.editor') private readonly place!: HTMLElement;

  #editor: ShaderEditor | null = null;

  protected override updated(changed: PropertyValues<this>): void {
    const words = { label: this.label, phrases: {} };
    if (this.#editor === null) {
      this.#editor = new ShaderEditor(this.place, this.renderRoot as ShadowRoot, words, null);
      this.#editor.open(this.text);
      return;
    }
    if (changed.has('text')) this.#editor.open(this.text);
    if (changed.has('label')) this.#editor.say(words);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#editor?.close();
    this.#editor = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    return html`<div class="editor"></div>`;
  }
}
