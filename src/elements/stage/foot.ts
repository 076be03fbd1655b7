// Below the stage, in one row: the legend with its menu, the line that says what a walk came to, and the figure to be saved.

import { html, type TemplateResult } from 'lit';
import type { CellExplanation, StageFacade } from '../../session/facade';
import type { OrderController } from '../controllers/orderController';
import type { WalkController } from '../controllers/walkController';
import { icons } from '../controls/icons';
import type { Messages } from '../locale';
import type { Pointed } from '../pointed';
import { captionOf } from './caption';
import './legend';
import type { FigureFormat } from './stageFigure';
import type { StageOpened } from './stageOpened';

export interface FootScene {
  readonly session: StageFacade | null;
  readonly walk: WalkController;
  readonly order: OrderController;
  readonly pointed: Pointed | null;
  readonly explanation: CellExplanation | null;
  readonly opened: StageOpened;
  /** A map is open: what is below belongs to what is behind it. */
  readonly behind: boolean;
  readonly words: Messages;
  readonly open: (opened: StageOpened) => void;
  readonly save: (format: FigureFormat) => void;
}

/** What the cell that the walk came to holds, and why; null at rest. */
function caption({ session, walk: { walk }, explanation, pointed, words }: FootScene): string | null {
  if ((walk?.beat ?? null) === null) return null;
  const own = explanation?.layer === pointed?.layer && String(explanation?.index) === String(walk?.index);
  const beat = walk?.now;
  if (!beat || !own || !explanation) return words.opened.say.waiting;
  return captionOf({ beat, explanation, maps: 1, nameOf: () => 1, session }, words);
}

function toggle(
  id: string,
  label: string,
  description: string,
  checked: boolean,
  set: (checked: boolean) => void,
): TemplateResult {
  return html`<label title=${description}
    ><input
      type="checkbox"
      role="switch"
      data-testid=${id}
      .checked=${checked}
      @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
      aria-label=${description}
    />${label}</label
  >`;
}

export function foot(scene: FootScene): TemplateResult {
  const { walk, order, opened, behind, words, open, save } = scene;
  const says = caption(scene);
  const { active, activeLabel } = words.opened.order;
  return html`<div class="foot" ?inert=${behind}>
    <cs-legend
      >${toggle('order', active, activeLabel, order.active, (on) => (order.active = on))}
      ${toggle('kernels', words.stage.kernels, words.stage.showKernels, opened.kernels, (kernels) =>
        open({ ...opened, kernels }),
      )}</cs-legend
    >
    <p class="caption" data-testid="walk-caption" aria-live=${walk.playing ? 'off' : 'polite'}>${says}</p>
    <div class="save" role="group" aria-label=${words.stage.figure}>
      ${icons.download(14)}
      ${(['png', 'svg'] as const).map(
        (format) =>
          html`<button
            data-testid=${`figure-${format}`}
            aria-label=${words.stage.saveFigure(format.toUpperCase())}
            title=${words.stage.saveFigure(format.toUpperCase())}
            @click=${() => save(format)}
          >
            ${format.toUpperCase()}
          </button>`,
      )}
    </div>
  </div>`;
}
