// What is said of a term besides its meaning: Keras's name, the name in the other language, the way to its lesson.

import { css, html, nothing, type TemplateResult } from 'lit';
import { words, type ShownTerm } from './terms';

export const termStyles = css`
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-12);
    margin-top: var(--space-4);
    color: var(--muted);
  }
  .facts code,
  .facts [lang] {
    color: var(--ink);
  }
  .facts a {
    color: var(--accent-text);
  }
`;

export function termFacts({ name, keras, other, otherLanguage, lesson }: ShownTerm): TemplateResult {
  const say = words();
  return html`<span class="facts"
    >${keras === null ? nothing : html`<span>${say.keras} <code>${keras}</code></span>`}<span
      >${say.other[otherLanguage]} <span lang=${otherLanguage}>${other}</span></span
    >${lesson === null ? nothing : html`<a href=${`#lesson=${lesson}`} aria-label=${`${say.lesson}: ${name}`}>${say.lesson}</a>`}</span
  >`;
}
