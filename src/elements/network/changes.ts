// What was changed: which weights the last change of the layers kept, and the list of changes to go back and forth in.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { icons } from '../controls/icons';
import { buildingWords } from '../locales/building';
import { shared } from '../controls/styles';
import { editText } from './words';

@customElement('cs-changes')
export class ChangesElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'editschange', 'statechange'] as const;
  static override readonly styles = [
    shared,
    css`
      details {
        font-size: var(--type-label);
      }
      summary {
        cursor: pointer;
        color: var(--accent-text);
        line-height: 24px;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0 0 var(--space-4);
        max-height: 160px;
        overflow-y: auto;
        scrollbar-width: thin;
      }
      ol button {
        display: block;
        width: 100%;
        text-align: left;
        border: 0;
        border-left: 2px solid var(--line);
        border-radius: 0;
        background: none;
        min-height: 24px;
        padding: 2px var(--space-8);
        line-height: 1.4;
        overflow-wrap: anywhere;
      }
      ol button[aria-current='true'] {
        border-left-color: var(--accent);
        font-weight: 600;
      }
      ol button.undone {
        color: var(--muted);
      }
      .kept {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--space-4);
        font-size: var(--type-label);
        line-height: 1.45;
        color: var(--muted);
        border-left: 3px solid var(--accent);
        padding-left: var(--space-8);
        margin-bottom: var(--space-4);
      }
      .kept button {
        border: 0;
        width: 24px;
        height: 24px;
        min-height: 24px;
      }
    `,
  ];

  @property({ type: Boolean }) busy = false;
  /** What was kept, as far as it was read. */
  @state() private dismissed: unknown = null;

  #kept(session: TrainFacade): TemplateResult | typeof nothing {
    const { kept } = session.editing;
    if (kept === null || kept === this.dismissed) return nothing;
    const building = buildingWords();
    const shares = session.layers
      .filter(({ parameterCount }) => parameterCount > 0)
      .map(({ name, parameterCount }) => ({
        name,
        of: parameterCount,
        kept: kept.filter(({ layer }) => layer === name).reduce((sum, share) => sum + share.kept, 0),
      }));
    const names = (some: typeof shares, text: (share: (typeof shares)[number]) => string): string =>
      some.map(text).join(', ');
    const whole = shares.filter((share) => share.kept === share.of);
    const fresh = shares.filter((share) => share.kept === 0);
    const part = shares.filter((share) => share.kept > 0 && share.kept < share.of);
    const words = [
      building.kept.title,
      ...(whole.length > 0 ? [building.kept.whole(names(whole, ({ name }) => name))] : []),
      ...(part.length > 0
        ? [building.kept.part(names(part, (share) => building.kept.share(share.name, share.kept, share.of)))]
        : []),
      ...(fresh.length > 0 ? [building.kept.fresh(names(fresh, ({ name }) => name))] : []),
    ];
    return html`<div class="kept" role="status" data-testid="kept">
      <span>${words.join(' ')}</span
      ><button class="icon" aria-label=${building.close} @click=${() => (this.dismissed = kept)}>
        ${icons.close(14)}
      </button>
    </div>`;
  }

  protected override render(): TemplateResult {
    const { session } = this;
    if (!session) return html``;
    const building = buildingWords();
    const { entries, position } = session.editing;
    const busy = this.busy || session.state === 'compiling';
    return html`${this.#kept(session)}
    ${
      entries.length > 0
        ? html`<details data-testid="changes">
            <summary>${building.history(entries.length)}</summary>
            <ol>
              ${[null, ...entries].map(
                (entry, at) =>
                  html`<li>
                    <button
                      class=${at > position ? 'undone' : ''}
                      aria-current=${at === position ? 'true' : 'false'}
                      ?disabled=${busy}
                      @click=${() => void session.editing.go(at)}
                    >
                      ${entry ? editText(entry) : building.historyStart}
                    </button>
                  </li>`,
              )}
            </ol>
          </details>`
        : nothing
    }`;
  }
}
