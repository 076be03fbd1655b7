// Prose of the page with marks: `code`, **strong**, [[term]] and [[term|shown text]], a term of the glossary. There are no
// others. Every piece of the text becomes a text node, so HTML in it is shown and not read.

import { html, type TemplateResult } from 'lit';
import { until } from 'lit/directives/until.js';
import type { TermId } from '../locales/glossary';

/** Code, strong (which may hold the other marks), the id of a term and what is shown for it. */
const MARK = /`([^`]+)`|\*\*(?=\S)(.+?)(?<=\S)\*\*|\[\[([a-z]+(?:-[a-z]+)*)(?:\|([^\]|]+))?\]\]/g;

/**
 * A term of the glossary, which says on hover or focus what it means. Its element is loaded with the first one. Until then
 * its text stands there, and it stays if the element cannot be loaded.
 * @param shown instead of the term in the page's language
 */
export function term(id: TermId, shown: string | null = null): TemplateResult {
  const element = html`<cs-term term=${id} .shown=${shown}></cs-term>`;
  if (customElements.get('cs-term')) return element;
  const text = shown ?? id.replaceAll('-', ' ');
  const loaded = import('../glossary/term').then(
    () => element,
    () => text,
  );
  return html`${until(loaded, text)}`;
}

/** Text with its marks as elements. A mark that is not closed is text. */
export function marked(text: string): TemplateResult {
  const parts: (string | TemplateResult)[] = [];
  let end = 0;
  for (const { 0: mark, 1: code, 2: strong, 3: id, 4: shown, index } of text.matchAll(MARK)) {
    parts.push(text.slice(end, index));
    end = index + mark.length;
    if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else if (strong !== undefined) parts.push(html`<strong>${marked(strong)}</strong>`);
    // Ids in the texts of the page are those of the glossary: test/elements/marked.test.ts.
    else parts.push(term(id as TermId, shown));
  }
  return html`${[...parts, text.slice(end)]}`;
}
