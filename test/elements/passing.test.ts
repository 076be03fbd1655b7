import { describe, expect, it, vi } from 'vitest';
import { PassingController } from '../../src/elements/controllers/passingController';

class Host extends EventTarget {
  readonly updateComplete = Promise.resolve(true);
  readonly addController = vi.fn();
  readonly removeController = vi.fn();
  readonly requestUpdate = vi.fn();
}

/** A message on a page, and a clock in the hand. */
function setUp(on: 'page' | 'message' = 'page') {
  const [host, page] = [new Host(), new EventTarget()];
  const state = { message: null as string | null, time: 0, passed: 0 };
  const target = on === 'page' ? page : host;
  const passing = new PassingController(
    host,
    () => state.message,
    () => (state.passed += 1),
    target,
    () => state.time,
  );
  passing.hostConnected();
  const show = (message: string | null, time: number): void => {
    Object.assign(state, { message, time });
    passing.hostUpdated();
  };
  const work = (time: number, event = 'click'): number => {
    state.time = time;
    target.dispatchEvent(new Event(event));
    return state.passed;
  };
  return { show, work, passing };
}

describe('a message', () => {
  it('stays while there was no time to read it, and passes with what is done then', () => {
    const { show, work } = setUp();
    show('back', 100);
    expect(work(5000)).toBe(0);
    expect(work(8100, 'keyup')).toBe(1);
  });
  it('is read anew when it is another one, but not when the same is shown again', () => {
    const { show, work } = setUp();
    show('back', 0);
    show('fresh', 7000);
    show('fresh', 9000);
    expect(work(10_000)).toBe(0);
    expect(work(15_000)).toBe(1);
  });
  it('does not pass by what is done on itself, nor where there is none or it is to stay', () => {
    const own = setUp('message');
    own.show('back', 0);
    expect(own.work(20_000)).toBe(0);
    const none = setUp();
    none.show('back', 0);
    none.show(null, 1);
    expect(none.work(20_000)).toBe(0);
  });
  it('is no longer listened for once it left the page', () => {
    const { show, work, passing } = setUp();
    show('back', 0);
    passing.hostDisconnected();
    expect(work(20_000)).toBe(0);
  });
});
