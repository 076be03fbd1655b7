// The six stages by number and name.

import { html, type TemplateResult } from 'lit';
import type { Player } from './player';
import { STAGES } from './stages';
import { microscopeWords } from '../locales/microscope';

export function stageBar(player: Player): TemplateResult {
  const { stages, names } = microscopeWords();
  const now = player.position.stage;
  return html`<ol class="stages" aria-label=${stages}>
    ${STAGES.map(
      (stage, at) =>
        html`<li>
          <button
            aria-current=${stage === now ? 'step' : 'false'}
            data-testid=${`stage-${stage}`}
            @click=${() => player.open(stage)}
          >
            <i>${at + 1}</i>${names[stage]}
          </button>
        </li>`,
    )}
  </ol>`;
}
