// Words between backticks in a text stand in code font: names of Keras.

import { html, type TemplateResult } from 'lit';

export function inCode(text: string): (string | TemplateResult)[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}
