// The round buttons that play, step and pause; those of a walk or of slow motion.

import { html, nothing, type TemplateResult } from 'lit';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { playbackKey, still, type Playback, type PlaybackName } from './playback';

export interface Button {
  readonly id: string;
  readonly label: string;
  readonly icon: TemplateResult;
  readonly act: () => unknown;
  readonly enabled: boolean;
  readonly title?: string;
}

export function iconButton({ id, label, icon, act, enabled, title = label }: Button): TemplateResult {
  return html`<button
    class="icon ${id === 'play' || id.endsWith('-play') ? 'play' : ''}"
    data-testid=${id}
    aria-label=${label}
    title=${title}
    ?disabled=${!enabled}
    @click=${() => void act()}
  >
    ${icon}
  </button>`;
}

/**
 * @param name of the buttons for tests
 * @param toggle plays or pauses
 */
export function playbackButtons(name: PlaybackName, playback: Playback, toggle: () => void): TemplateResult {
  const { player } = locale.words.opened;
  const { playing, plays, atStart, atEnd, speed } = playback;
  const buttons: readonly Button[] = [
    { id: 'back', label: player.back, icon: icons.back(), enabled: !atStart, act: () => playback.step(-1) },
    {
      id: 'play',
      label: playing ? player.pause : player.play,
      icon: playing ? icons.pause(22) : icons.play(22),
      enabled: plays,
      act: toggle,
    },
    { id: 'step', label: player.step, icon: icons.step(), enabled: !atEnd, act: () => playback.step(1) },
  ];
  const shown = still() ? buttons.filter(({ id }) => id !== 'play') : buttons;
  return html`<div
    class="buttons"
    role="group"
    aria-label=${player.title}
    aria-description=${player.keys}
    @keydown=${(event: KeyboardEvent) => key(event, playback)}
  >
    ${shown.map((button) => iconButton({ ...button, id: `${name}-${button.id}` }))}
    ${
      still()
        ? nothing
        : html`<button
            class="icon mono speed"
            data-testid=${`${name}-speed`}
            aria-label=${player.speed(speed)}
            title=${player.speed(speed)}
            @click=${() => playback.nextSpeed()}
          >
            ${speed}×
          </button>`
    }
  </div>`;
}

function key(event: KeyboardEvent, playback: Playback): void {
  if (playbackKey(event, playback)) return;
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if ((by !== 1 && by !== -1) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  playback.step(by);
}
