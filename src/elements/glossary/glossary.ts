// The whole glossary, a list that can be searched: by a term in either language, by Keras's name or by its meaning.

import { css, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ConnectedElement } from '../connectedElement';
import { searchStyles } from '../controls/searchStyles';
import { shared } from '../controls/styles';
import { locale } from '../locale';
import { glossary } from '../locales/glossary';
import { termFacts, termStyles } from './termFacts';
import { shownTerm, words, type ShownTerm } from './terms';

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

@customElement('cs-glossary')
export class GlossaryElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    searchStyles,
    termStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-12);
        font-size: var(--type-body);
        line-height: 1.5;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(280px, 100%), 1fr));
        gap: var(--space-16) var(--space-24);
        margin: 0;
      }
      dt {
        font-weight: 600;
      }
      dd {
        margin: 0;
      }
      .facts {
        font-size: var(--type-figure);
      }
    `,
  ];

  @state() private sought = '';

  override focus(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  /** Those that match, by name. */
  #found(): (ShownTerm & { readonly id: string })[] {
    const sought = plain(this.sought.trim());
    const { compare } = new Intl.Collator(locale.language);
    return Object.keys(glossary)
      .flatMap((id) => {
        const term = shownTerm(id);
        return term ? [{ id, ...term }] : [];
      })
      .filter(({ name, other, keras, meaning }) =>
        [name, other, keras ?? '', meaning].some((text) => plain(text).includes(sought)),
      )
      .sort((one, other) => compare(one.name, other.name));
  }

  protected override render(): TemplateResult {
    const say = words();
    const found = this.#found();
    const all = Object.keys(glossary).length;
    return html`<div role="search">
        <input
          type="search"
          data-testid="glossary-search"
          aria-label=${say.search}
          placeholder=${say.search}
          .value=${this.sought}
          @input=${({ target }: InputEvent) => (this.sought = (target as HTMLInputElement).value)}
        />
        <p role="status">${found.length === 0 ? say.none : say.count(found.length, all)}</p>
      </div>
      <dl aria-label=${say.title}>
        ${found.map(
          (term) =>
            html`<div data-term=${term.id}>
              <dt>${term.name}</dt>
              <dd>${term.meaning} ${termFacts(term)}</dd>
            </div>`,
        )}
      </dl>`;
  }
}
