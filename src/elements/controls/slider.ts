// A slider with its name and, beside it, its value in words.

import { html, nothing, type TemplateResult } from 'lit';

interface SliderOptions {
  readonly least?: number;
  readonly most: number;
  readonly step?: number;
  /** The value in words. */
  readonly text?: string;
  /** The words are for screen readers alone. */
  readonly unseen?: boolean;
  readonly id?: string;
  readonly disabled?: boolean;
}

export function slider(
  name: string,
  value: number,
  { least = 0, most, step = 1, text, unseen = false, id, disabled = false }: SliderOptions,
  set: (value: number) => void,
): TemplateResult {
  return html`<label class="slider"
    ><span>${name}</span
    ><input
      type="range"
      min=${least}
      max=${most}
      step=${step}
      data-testid=${id ?? nothing}
      ?disabled=${disabled}
      .value=${String(value)}
      aria-valuetext=${text ?? nothing}
      @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))}
    />${text === undefined || unseen ? nothing : html`<span class="mono">${text}</span>`}</label
  >`;
}
