// One of a few choices in one frame, as buttons of which one is pressed; its looks are in choicesStyles.ts.

import { html, type TemplateResult } from 'lit';

/** @param id before the name of each choice in its `data-testid` */
export function choices<T extends string>(
  label: string,
  names: Readonly<Record<T, string>>,
  order: readonly T[],
  chosen: T,
  choose: (one: T) => void,
  id: string,
): TemplateResult {
  return html`<div class="choices" role="group" aria-label=${label}>
    ${order.map(
      (one) =>
        html`<button
          aria-pressed=${one === chosen ? 'true' : 'false'}
          data-testid=${`${id}-${one}`}
          @click=${() => choose(one)}
        >
          ${names[one]}
        </button>`,
    )}
  </div>`;
}
