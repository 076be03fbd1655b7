// What can be done with a unit's numbers, besides pulling at single weights: kernels to try, and changes of all at once.

import { html, nothing, svg, type TemplateResult } from 'lit';
import { colourMap, colourOf, cssColour, type Theme } from '../../draw/colourMaps';
import {
  KERNEL_PRESETS,
  kernelPreset,
  type KernelPreset,
  type WholeKernel,
} from '../../session/editing/kernelPresets';
import type { UnitParameters } from '../../inspect/unitParameters';
import { icons } from '../controls/icons';
import { presetNameWords } from '../locales/presetNames';
import type { HandmadeWords } from './handmadeWords';

/** The preset at 3×3, in the colours of weights. */
function presetIcon(preset: KernelPreset, theme: Theme): TemplateResult {
  const { numbers } = kernelPreset(preset, 3, 3) ?? { numbers: [] };
  const most = Math.max(...numbers.map(Math.abs));
  const map = colourMap('weight', theme);
  return html`<svg width="27" height="27" viewBox="0 0 3 3" aria-hidden="true" shape-rendering="crispEdges">
    ${numbers.map(
      (value, at) =>
        svg`<rect x=${at % 3} y=${Math.floor(at / 3)} width="1" height="1" fill=${cssColour(colourOf(map, value, [-most, most]))} />`,
    )}
  </svg>`;
}

/** Kernels to try; those that do not fit the window are off. */
export function presets(
  { rows, columns }: UnitParameters,
  handmade: HandmadeWords,
  theme: Theme,
  off: boolean,
  choose: (preset: KernelPreset, kernel: WholeKernel) => void,
): TemplateResult {
  return html`<section>
    <h3>${handmade.presets}</h3>
    <div class="presets">
      ${KERNEL_PRESETS.map((preset) => {
        const kernel = kernelPreset(preset, rows, columns);
        return html`<button
          data-testid=${`preset-${preset}`}
          title=${kernel ? handmade.presetSays[preset] : handmade.presetAbsent}
          ?disabled=${!kernel || off}
          @click=${() => kernel && choose(preset, kernel)}
        >
          ${presetIcon(preset, theme)}<span>${presetNameWords()[preset]}</span>
        </button>`;
      })}
    </div>
  </section>`;
}

export interface SlicesForm {
  readonly slices: number;
  /** The one shown; `all`: their mean is, and changes go to every slice. */
  readonly slice: number;
  /** Of the slice. */
  readonly name: string;
  readonly all: boolean;
  readonly show: (slice: number) => void;
  readonly setAll: (all: boolean) => void;
}

/** Which input channel's weights are shown. */
export function sliceChooser(
  { slices, slice, name, all, show, setAll }: SlicesForm,
  handmade: HandmadeWords,
): TemplateResult | typeof nothing {
  if (slices === 1) return nothing;
  const step = (label: string, icon: TemplateResult, by: number): TemplateResult =>
    html`<button
      class="plain icon"
      aria-label=${label}
      ?disabled=${all}
      @click=${() => show((slice + slices + by) % slices)}
    >
      ${icon}
    </button>`;
  return html`<div class="slices">
    <div class="stepper">
      ${step(handmade.previous, icons.left(), -1)}
      <span>${all ? handmade.mixed : name}</span>
      ${step(handmade.next, icons.right(), 1)}
    </div>
    <label title=${handmade.allSlicesHint}
      ><input
        type="checkbox"
        data-testid="all-slices"
        .checked=${all}
        @change=${(event: Event) => setAll((event.target as HTMLInputElement).checked)}
      />${handmade.allSlices}</label
    >
  </div>`;
}

export interface ActionsForm {
  readonly part: 'map' | 'unit';
  /** Nothing can be changed: the unit is silenced. */
  readonly off: boolean;
  /** One of several slices is shown, and can be copied to the others. */
  readonly single: boolean;
  /** Units of the layer, this one and the one to swap with. */
  readonly units: number;
  readonly unit: number;
  readonly other: number;
  readonly scale: (by: number) => void;
  readonly copy: () => void;
  readonly setOther: (other: number) => void;
  readonly swap: () => void;
}

/** Changes of all numbers at once. */
export function actions(form: ActionsForm, handmade: HandmadeWords): TemplateResult {
  const { part, off, single, units, unit, other } = form;
  const button = (id: string, label: string, says: string, act: () => void): TemplateResult =>
    html`<button data-testid=${id} title=${says || nothing} ?disabled=${off} @click=${act}>${label}</button>`;
  const others = Array.from({ length: units }, (_, at) => at).filter((at) => at !== unit);
  return html`<div class="actions">
      ${button('flip', handmade.flip, '', () => form.scale(-1))}
      ${button('halve', handmade.halve, handmade.halveSays, () => form.scale(0.5))}
      ${button('double', handmade.double, handmade.doubleSays, () => form.scale(2))}
      ${single ? button('copy', handmade.copy, '', form.copy) : nothing}
    </div>
    ${
      others.length > 0
        ? html`<div class="actions">
            <label
              >${handmade.swapWith}
              <select
                data-testid="swap-with"
                @change=${(event: Event) => form.setOther(Number((event.target as HTMLSelectElement).value))}
              >
                ${others.map((at) => html`<option value=${at} ?selected=${at === other}>${handmade.unitName[part](at + 1)}</option>`)}
              </select></label
            >
            ${button('swap', handmade.swap, '', form.swap)}
          </div>`
        : nothing
    }`;
}
