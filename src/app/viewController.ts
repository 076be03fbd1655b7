// Which view is shown: the one that the address names, once its code is there. Back and forward in the browser lead
// from view to view.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { View } from '../elements/frame/views';
import { pushHash } from './hashEntries';
import { LOADED_VIEWS, hashWith, viewOf } from './views';

export class ViewController implements ReactiveController {
  #view: View = 'stage';
  #loading = false;
  #shown: Promise<void> = Promise.resolve();

  /** @param changed another view is shown */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly changed: (view: View) => void,
  ) {
    host.addController(this);
  }

  get view(): View {
    return this.#view;
  }

  /** The code of the view that the address names is on its way. */
  get loading(): boolean {
    return this.#loading;
  }

  /** Resolves when the view that the address names is shown, or when it cannot be. */
  get shown(): Promise<void> {
    return this.#shown;
  }

  go(view: View): void {
    if (viewOf(location.hash) === view) return;
    pushHash(hashWith(location.hash, view));
    this.#follow();
  }

  readonly #follow = (): void => {
    const wanted = viewOf(location.hash);
    const show = (): void => {
      this.#load(false);
      // Meanwhile the address may name another one.
      if (viewOf(location.hash) !== wanted || this.#view === wanted) return;
      this.#view = wanted;
      this.changed(wanted);
      this.host.requestUpdate();
    };
    if (wanted === 'stage') {
      show();
      return;
    }
    this.#load(wanted !== this.#view);
    this.#shown = LOADED_VIEWS[wanted].load().then(show, () => {
      this.#load(false);
      // Its code could not be fetched: the view that is shown stays.
      this.go(this.#view);
    });
  };

  #load(loading: boolean): void {
    this.#loading = loading;
    this.host.requestUpdate();
  }

  hostConnected(): void {
    window.addEventListener('popstate', this.#follow);
    window.addEventListener('hashchange', this.#follow);
    this.#follow();
  }

  hostDisconnected(): void {
    window.removeEventListener('popstate', this.#follow);
    window.removeEventListener('hashchange', this.#follow);
  }
}
