// The base class of every element of the page: it updates only while it is connected, and redraws in another language or
// theme.
//
// Lit also updates an element that was removed from the document when one of its controllers, timers or promises
// requests an update. Such an update runs `hostUpdate`, `willUpdate` and `updated`, in which elements and controllers
// subscribe to the session and send it requests, which nothing would ever unsubscribe or use. An update that is due
// while the element is disconnected waits until it is connected again, and the first one
// until the words of the page are there.

import { LitElement } from 'lit';
import { locale } from './locale';
import { themeChoice } from './theme';

export class ConnectedElement extends LitElement {
  #wasConnected = false;
  readonly #redraw = (): void => {
    if (this.isUpdatePending) void this.updateComplete.then(() => this.performUpdate());
    else this.requestUpdate();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    // What `updated` had subscribed to was left when the element was disconnected.
    if (!this.#wasConnected) this.#wasConnected = true;
    else this.#redraw();
    locale.addEventListener('languagechange', this.#redraw);
    themeChoice.addEventListener('themechange', this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    locale.removeEventListener('languagechange', this.#redraw);
    themeChoice.removeEventListener('themechange', this.#redraw);
  }

  protected override performUpdate(): void {
    // An update that is left out stays pending.
    if (this.isConnected && locale.isStarted) super.performUpdate();
  }
}
