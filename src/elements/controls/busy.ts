// The sign that an area is at work (busyElement.ts), to stand where something is waited for. Its code comes when it is first wanted.

import { html, type TemplateResult } from 'lit';

const load = (): void => void import('./busyElement');

/** Stands in the place of what is waited for. */
export function busy(label = ''): TemplateResult {
  load();
  return html`<cs-busy .label=${label}></cs-busy>`;
}

/** Lies over an area that is positioned. */
export function busyOver(label = ''): TemplateResult {
  load();
  return html`<cs-busy over .label=${label}></cs-busy>`;
}
