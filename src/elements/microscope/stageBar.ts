// The six stages by number and name, and the buttons that lead through them.

import { html, type TemplateResult } from 'lit';
import { icons } from '../controls/icons';
import type { Player } from './player';
import { STAGES } from './stages';
import { microscopeWords, type MicroscopeWords } from '../locales/microscope';

const SPEEDS = [0.5, 1, 2, 4, 8] as const;

function transport(player: Player, words: MicroscopeWords): TemplateResult {
  const button = (
    id: string,
    label: string,
    icon: TemplateResult,
    act: () => void,
    disabled = false,
  ): TemplateResult =>
    html`<button
      class="icon ${id === 'play' ? 'go' : ''}"
      data-testid=${`microscope-${id}`}
      aria-label=${label}
      title=${label}
      ?disabled=${disabled}
      @click=${act}
    >
      ${icon}
    </button>`;
  const { playing } = player;
  return html`<div class="transport" role="group" aria-label=${words.transport}>
    ${button('previous', words.previous, icons.left(), () => player.step(-1), player.isFirst)}
    ${button('play', playing ? words.pause : words.play, playing ? icons.pause(16) : icons.play(16), () => {
      if (playing) player.stop();
      else player.play();
    })}
    ${button('next', words.next, icons.right(), () => player.step(1), player.isLast)}
    <select
      aria-label=${words.speed}
      title=${words.speed}
      @change=${(event: Event) => (player.speed = Number((event.target as HTMLSelectElement).value))}
    >
      ${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === player.speed}>${speed}×</option>`)}
    </select>
  </div>`;
}

export function stageBar(player: Player): TemplateResult {
  const words = microscopeWords();
  const { stages, names } = words;
  const now = player.position.stage;
  return html`<div class="stages">
    <ol aria-label=${stages}>
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
    </ol>
    ${transport(player, words)}
  </div>`;
}
