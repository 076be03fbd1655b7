// What the panels at the foot have in common: the button that closes one.

import { html, type TemplateResult } from 'lit';
import { icons } from '../controls/icons';

/** The panel is to be closed. */
export class ClosePanelEvent extends Event {
  static readonly type = 'cs-close-panel';
  constructor() {
    super(ClosePanelEvent.type);
  }
}

export const closeButton = (panel: EventTarget, label: string): TemplateResult =>
  html`<button
    class="icon"
    aria-label=${label}
    title=${label}
    @click=${() => panel.dispatchEvent(new ClosePanelEvent())}
  >
    ${icons.close(14)}
  </button>`;

declare global {
  interface HTMLElementEventMap {
    [ClosePanelEvent.type]: ClosePanelEvent;
  }
}
