import type { TrainingSession } from '../../src/session/session';

/** Resolves when the session says an event and the condition holds. */
export function until(session: TrainingSession, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!holds()) return;
      for (const event of ['statechange', 'progress', 'notice']) session.removeEventListener(event, check);
      resolve();
    };
    for (const event of ['statechange', 'progress', 'notice']) session.addEventListener(event, check);
    check();
  });
}
