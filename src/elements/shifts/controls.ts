// A slider of the Shifts view with its value in words.

import { html, type TemplateResult } from 'lit';

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
