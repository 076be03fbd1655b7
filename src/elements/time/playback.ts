// What can be played besides training: the walk through a map, and one training step in slow motion. Each says how it stands,
// and the transport at the foot of the page (transport.ts) has the only buttons for it.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The walk over the stage, that through an opened map, and one step in slow motion. */
export type PlaybackName = 'walk' | 'opened' | 'microscope';

export const SPEEDS = [0.5, 1, 2, 4, 8] as const;
export type Speed = (typeof SPEEDS)[number];

/** The speed after this one; after the last, the first. */
export const speedAfter = (speed: Speed): Speed => SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;

export interface Playback {
  readonly playing: boolean;
  readonly speed: Speed;
  /** Whether play has something to go through. */
  readonly plays: boolean;
  /** Nothing comes before, or after. */
  readonly atStart: boolean;
  readonly atEnd: boolean;
  toggle(): void;
  step(by: 1 | -1): void;
  nextSpeed(): void;
}

/** How a playback stands, or that it is gone. Bubbles from its element to the document; of an element that has left, at the document. */
export class PlaybackEvent extends Event {
  static readonly type = 'cs-playback';
  constructor(
    readonly name: PlaybackName,
    readonly playback: Playback | null,
  ) {
    super(PlaybackEvent.type, { bubbles: true, composed: true });
  }
}

/** Says how a playback stands after each update of its host that changed it. */
export class PlaybackController implements ReactiveController {
  #said = '';

  /** @param playback null where there is none */
  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly name: PlaybackName,
    private readonly playback: () => Playback | null,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    this.#say(this.playback());
  }

  hostDisconnected(): void {
    this.#say(null);
  }

  #say(playback: Playback | null): void {
    const said = playback
      ? [playback.playing, playback.speed, playback.plays, playback.atStart, playback.atEnd].join()
      : '';
    if (said === this.#said) return;
    this.#said = said;
    const from = this.host.isConnected ? this.host : document;
    from.dispatchEvent(new PlaybackEvent(this.name, playback));
  }
}

/** Where motion is not wanted nothing plays by itself: every step is asked for. */
export const still = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** `.` steps, `,` steps back, `k` plays and pauses. @returns whether the key was one of them */
export function playbackKey(event: KeyboardEvent, playback: Playback): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  if (!playback.plays && playback.atStart) return false;
  switch (event.key) {
    case '.':
      playback.step(1);
      break;
    case ',':
      playback.step(-1);
      break;
    case 'k':
    case 'K':
      if (still()) return false;
      playback.toggle();
      break;
    default:
      return false;
  }
  event.preventDefault();
  event.stopPropagation();
  return true;
}

declare global {
  interface HTMLElementEventMap {
    [PlaybackEvent.type]: PlaybackEvent;
  }
  interface DocumentEventMap {
    [PlaybackEvent.type]: PlaybackEvent;
  }
}
