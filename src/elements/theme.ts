// Light or dark: what was chosen before, else what the system prefers, written to <html data-theme>. Every
// element redraws in the other theme (connectedElement.ts).

import type { Theme } from '../draw/colourMaps';
import { recall, remember } from './locale';

const KEY = 'convscope.theme';

class ThemeChoice extends EventTarget {
  #theme: Theme = 'light';
  /** On paper, whatever was chosen. */
  #forced: Theme | null = null;

  start(): void {
    const stored = recall(KEY);
    const system = matchMedia('(prefers-color-scheme: dark)');
    const choose = (): Theme => (system.matches ? 'dark' : 'light');
    this.#theme = stored === 'light' || stored === 'dark' ? stored : choose();
    system.addEventListener('change', () => {
      if (recall(KEY) === null) this.#apply(choose());
    });
    this.#apply(this.#theme);
  }

  get theme(): Theme {
    return this.#forced ?? this.#theme;
  }

  set theme(theme: Theme) {
    remember(KEY, theme);
    this.#apply(theme);
  }

  /** That of a page which is not Convscope's: nothing is remembered or written to the page. */
  adopt(theme: Theme): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.dispatchEvent(new Event('themechange'));
  }

  /** Another theme for a while, which is not remembered; null: the one that was chosen. */
  force(theme: Theme | null): void {
    if (theme === this.#forced) return;
    this.#forced = theme;
    this.#apply(this.#theme);
  }

  #apply(theme: Theme): void {
    this.#theme = theme;
    document.documentElement.dataset.theme = this.theme;
    this.dispatchEvent(new Event('themechange'));
  }
}

export const themeChoice = new ThemeChoice();
