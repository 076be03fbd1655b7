// Undo and redo, a layer to add, another network. Ctrl+Z and Ctrl+Shift+Z work wherever nothing is being typed.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { presetFor, presetsFor, sameNetwork, titleOf } from '../../session/editing/catalogue';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { icons } from '../controls/icons';
import { buildingWords } from '../locales/building';
import { shared } from '../controls/styles';
import { editText } from './words';

/** One of the networks that come along, or the one at the start, was asked for. */
export class NetworkEvent extends Event {
  static readonly type = 'cs-network';
  constructor(readonly name: string) {
    super(NetworkEvent.type);
  }
}

/** A layer is to be added. */
export class AddEvent extends Event {
  static readonly type = 'cs-add';
  constructor() {
    super(AddEvent.type);
  }
}

const START = 'start';

@customElement('cs-edit-bar')
export class EditBarElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'editschange', 'statechange'] as const;
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        gap: 2px;
      }
      button.icon,
      .networks {
        width: 28px;
        height: 28px;
        min-height: 28px;
        border: 1px solid transparent;
        border-radius: var(--radius-8);
        background: none;
        color: var(--accent-text);
      }
      button.icon:disabled {
        color: var(--muted);
      }
      .networks {
        position: relative;
        display: grid;
        place-items: center;
      }
      .networks:hover {
        border-color: var(--accent);
      }
      .networks:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      select {
        position: absolute;
        inset: 0;
        width: 100%;
        opacity: 0;
        cursor: pointer;
        color: var(--ink);
        background: var(--panel);
      }
    `,
  ];

  @property({ type: Boolean }) busy = false;
  /** Undo and redo that were asked for and are not done. */
  @state() private waiting = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#key);
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const target = event.composedPath()[0];
    // A field has an undo of its own.
    if (
      target instanceof Element &&
      target.matches('textarea, [contenteditable=true], input:not([type=range], [type=checkbox])')
    )
      return;
    event.preventDefault();
    // Pressed again, or while something is built: it is done afterwards.
    void this.#go(event.shiftKey ? 'redo' : 'undo');
  };

  async #go(way: 'undo' | 'redo'): Promise<void> {
    this.waiting++;
    try {
      await this.session?.editing[way]();
    } finally {
      this.waiting--;
    }
  }

  #networks(session: TrainFacade): TemplateResult {
    const building = buildingWords();
    const { start } = session.editing;
    const names = presetsFor(session.data.train);
    const startName = names.find((name) => {
      const preset = presetFor(name, session.data.train);
      return preset !== null && sameNetwork(preset, start);
    });
    const named = (name: string): string =>
      `${titleOf(name)}${name === startName ? ` · ${building.startNetwork}` : ''}`;
    return html`<span class="networks" title=${building.networks}>
      ${icons.layers(16)}
      <select
        aria-label=${building.networks}
        data-testid="networks"
        ?disabled=${this.busy || this.waiting > 0}
        @change=${(event: Event) => {
          const select = event.target as HTMLSelectElement;
          this.dispatchEvent(new NetworkEvent(select.value));
          select.value = '';
        }}
      >
        <option value="" selected disabled hidden></option>
        ${names.map((name) => html`<option value=${name}>${named(name)}</option>`)}
        ${startName !== undefined ? nothing : html`<option value=${START}>${building.startNetwork}</option>`}
      </select>
    </span>`;
  }

  protected override render(): TemplateResult {
    const { session } = this;
    if (!session) return html``;
    const building = buildingWords();
    const { entries, position } = session.editing;
    const [before, next] = [entries[position - 1], entries[position]];
    const busy = this.busy || this.waiting > 0;
    const undo = before ? building.undoOf(editText(before)) : building.nothingToUndo;
    const redo = next ? building.redoOf(editText(next)) : building.nothingToRedo;
    return html`<button
        class="icon"
        data-testid="undo"
        title=${undo}
        aria-label=${undo}
        ?disabled=${busy || !before}
        @click=${() => void this.#go('undo')}
      >
        ${icons.undo()}
      </button>
      <button
        class="icon"
        data-testid="redo"
        title=${redo}
        aria-label=${redo}
        ?disabled=${busy || !next}
        @click=${() => void this.#go('redo')}
      >
        ${icons.redo()}
      </button>
      <button
        class="icon"
        data-testid="add-layer"
        title=${building.add}
        aria-label=${building.add}
        ?disabled=${busy}
        @click=${() => this.dispatchEvent(new AddEvent())}
      >
        ${icons.plus()}
      </button>
      ${this.#networks(session)}`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [NetworkEvent.type]: NetworkEvent;
    [AddEvent.type]: AddEvent;
  }
}
