// Says that a layer's maps come from an edited shader, and takes the edit back.

import { css, html, nothing, type TemplateResult } from 'lit';
import type { StageFacade } from '../../session/facade';
import { icons } from '../controls/icons';
import type { Messages } from '../locale';

export const shaderChipStyles = css`
  .shader-chip {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    min-height: 16px;
    padding: 0 3px 0 7px;
    border: 1px solid var(--warning);
    border-radius: 8px;
    background: var(--panel);
    color: var(--ink);
    font: var(--type-label) / 14px var(--font);
    white-space: nowrap;
    pointer-events: auto;
  }
  /* Below the name and the shape, which stay where they are. */
  .header > .shader-chip {
    position: absolute;
    top: 100%;
    left: 50%;
    z-index: 1;
    transform: translateX(-50%);
  }
`;

export function shaderChip(
  session: Pick<StageFacade, 'shaders' | 'layers'> | null,
  layer: string,
  { inspector }: Messages,
): TemplateResult | typeof nothing {
  if (session?.shaders?.edited.includes(layer) !== true) return nothing;
  const { className = layer } = session.layers.find(({ name }) => name === layer) ?? {};
  const { chip, hint, reset } = inspector.shader;
  return html`<button
    class="shader-chip"
    data-testid="shader-chip"
    title=${hint}
    aria-label=${`${chip}. ${reset(className)}`}
    @click=${() => session.shaders?.reset(layer)}
  >
    ${chip}${icons.close(12)}
  </button>`;
}
