// Small controls of the Shifts view: one of a few, and a slider with its value in words.

import { html, type TemplateResult } from 'lit';

export function choices<T extends string>(
  label: string,
  names: Readonly<Record<T, string>>,
  order: readonly T[],
  chosen: T,
  choose: (one: T) => void,
): TemplateResult {
  return html`<div class="choices" role="group" aria-label=${label}>
    ${order.map(
      (one) =>
        html`<button
          aria-pressed=${one === chosen ? 'true' : 'false'}
          data-testid=${`shift-${one}`}
          @click=${() => choose(one)}
        >
          ${names[one]}
        </button>`,
    )}
  </div>`;
}

export function slider(
  name: string,
  text: string,
  { least, most, step = 1 }: { least: number; most: number; step?: number },
  value: number,
  set: (value: number) => void,
  id: string,
): TemplateResult {
  return html`<label class="slider"
    ><span>${name}</span
    ><input
      type="range"
      min=${least}
      max=${most}
      step=${step}
      data-testid=${id}
      .value=${String(value)}
      aria-valuetext=${text}
      @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))}
    /><span class="mono">${text}</span></label
  >`;
}
