// The mark of a frozen layer.

import { html, type TemplateResult } from 'lit';
import { locale } from '../locale';
import { icons } from './icons';

export function lock(size = 11): TemplateResult {
  const { frozen } = locale.words.network;
  return html`<span class="lock" role="img" aria-label=${frozen} title=${frozen} data-testid="frozen"
    >${icons.lock(size)}</span
  >`;
}
