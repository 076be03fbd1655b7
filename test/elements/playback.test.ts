import { describe, expect, it } from 'vitest';
import { SPEEDS, playbackKey, speedAfter, type Playback } from '../../src/elements/time/playback';

function playback(at: Partial<Playback> = {}): Playback & { readonly steps: number[] } {
  const steps: number[] = [];
  return {
    steps,
    playing: false,
    speed: 1,
    plays: true,
    atStart: false,
    atEnd: false,
    toggle: () => undefined,
    step: (by) => void steps.push(by),
    nextSpeed: () => undefined,
    ...at,
  };
}

const key = (name: string, held: { ctrlKey?: boolean } = {}): KeyboardEvent =>
  ({
    key: name,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    preventDefault: () => undefined,
    stopPropagation: () => undefined,
    ...held,
  }) as unknown as KeyboardEvent;

describe('the keys of a playback', () => {
  it('are full stop for the next step and comma for the one before', () => {
    const walk = playback();
    expect(playbackKey(key('.'), walk)).toBe(true);
    expect(playbackKey(key(','), walk)).toBe(true);
    expect(walk.steps).toEqual([1, -1]);
  });

  it('leave other keys, and keys of the browser, alone', () => {
    const walk = playback();
    expect(playbackKey(key('ArrowRight'), walk)).toBe(false);
    expect(playbackKey(key('.', { ctrlKey: true }), walk)).toBe(false);
    expect(walk.steps).toEqual([]);
  });

  it('do nothing where there is nothing to play', () => {
    const none = playback({ plays: false, atStart: true, atEnd: true });
    expect(playbackKey(key('.'), none)).toBe(false);
    expect(none.steps).toEqual([]);
  });
});

it('goes through all speeds, and from the last to the first', () => {
  expect(SPEEDS.map(speedAfter)).toEqual([1, 2, 4, 8, 0.5]);
});
