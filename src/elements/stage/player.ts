// The buttons of a walk: back, play or pause, step, speed; and the line that says what happens. One tab stop, arrows
// move between the buttons. Where motion is not wanted there is no play: every step is asked for.

import { css, html, nothing, type TemplateResult } from 'lit';
import { SPEEDS, type WalkController } from '../controllers/walkController';
import { icons } from '../controls/icons';
import type { Messages } from '../locale';

export const playerStyles = css`
  .player {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    flex: none;
  }
  .player button {
    width: 28px;
    height: 28px;
    min-height: 28px;
    border-color: transparent;
    background: none;
  }
  .player button:hover:not(:disabled) {
    border-color: var(--accent);
  }
  .player .speed {
    width: 40px;
    padding: 0;
    font: var(--type-label) var(--mono);
    color: var(--muted);
  }
  .caption {
    flex: 1;
    min-width: 0;
    font-variant-numeric: tabular-nums;
  }
`;

export const still = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Moves the focus along the buttons, and the tab stop with it. */
function along(event: KeyboardEvent): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  event.stopPropagation();
  const buttons = [...event.currentTarget.querySelectorAll('button')].filter(({ disabled }) => !disabled);
  const at = buttons.findIndex((button) => button === event.target);
  const to = buttons[(at + by + buttons.length) % buttons.length];
  for (const button of buttons) button.tabIndex = button === to ? 0 : -1;
  to?.focus();
}

/** `.` steps, `,` steps back, `k` plays and pauses. @returns whether the key was one of them */
export function walkKey(event: KeyboardEvent, controller: WalkController): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey || !controller.walk) return false;
  switch (event.key) {
    case '.':
      controller.step();
      break;
    case ',':
      controller.back();
      break;
    case 'k':
    case 'K':
      if (still()) return false;
      controller.toggle();
      break;
    default:
      return false;
  }
  event.preventDefault();
  event.stopPropagation();
  return true;
}

/** @param name of the walk in test ids: `walk` or `opened` */
export function player(controller: WalkController, words: Messages, name: string): TemplateResult {
  const { walk, playing, speed } = controller;
  const { player: says } = words.opened;
  const button = (
    id: string,
    label: string,
    icon: TemplateResult,
    act: () => void,
    disabled: boolean,
    stop = false,
  ): TemplateResult =>
    html`<button
      class="icon"
      data-testid=${`${name}-${id}`}
      aria-label=${label}
      title=${label}
      tabindex=${stop ? 0 : -1}
      ?disabled=${disabled}
      @click=${act}
    >
      ${icon}
    </button>`;
  const quiet = still();
  return html`<div
    class="player"
    role="toolbar"
    aria-label=${says.title}
    aria-description=${says.keys}
    @keydown=${(event: KeyboardEvent) => {
      if (!walkKey(event, controller)) along(event);
    }}
  >
    ${button('back', says.back, icons.back(16), () => controller.back(), !walk || walk.atStart)}
    ${
      quiet
        ? nothing
        : button(
            'play',
            playing ? says.pause : says.play,
            playing ? icons.pause(16) : icons.play(16),
            () => controller.toggle(),
            !walk || (walk.atEnd && !playing),
            true,
          )
    }
    ${button('step', says.step, icons.step(16), () => controller.step(), !walk || walk.atEnd, quiet)}
    ${
      quiet
        ? nothing
        : html`<button
            class="speed"
            data-testid=${`${name}-speed`}
            aria-label=${says.speed(speed)}
            title=${says.speed(SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1)}
            tabindex="-1"
            ?disabled=${!walk}
            @click=${() => controller.nextSpeed()}
          >
            ${speed}×
          </button>`
    }
  </div>`;
}
