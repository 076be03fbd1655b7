// Gives the screen that paints them to all elements within it.

import { provide } from '@lit/context';
import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Screen } from '../draw/screen';
import { ConnectedElement } from './connectedElement';
import { screenContext } from './sessionElement';

@customElement('cs-screen')
export class ScreenProvider extends ConnectedElement {
  static override readonly styles = css`
    :host {
      display: contents;
      box-sizing: border-box;
    }
    /* What is slotted inherits from the slot. */
    slot {
      box-sizing: inherit;
    }
  `;

  /** Null: nothing within is painted. */
  @provide({ context: screenContext }) @property({ attribute: false }) screen: Screen | null = null;

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }
}
