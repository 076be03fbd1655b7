// Lessons in the address: `#lesson=pooling.3` is the third step of the lesson on pooling.

import { hashEntries } from '../hashEntries';

export interface LessonPlace {
  readonly id: string;
  /** From 0. */
  readonly step: number;
}

/** Null: the address names no lesson. */
export function lessonIn(hash: string): LessonPlace | null {
  const named = /^([a-z-]+)(?:\.(\d{1,2}))?$/.exec(hashEntries(hash).get('lesson') ?? '');
  if (!named) return null;
  const [, id = '', step = '1'] = named;
  return { id, step: Math.max(0, Number(step) - 1) };
}

/** The hash with another place in it; null: with no lesson, and on the stage. */
export function hashAt(hash: string, place: LessonPlace | null): string {
  const entries = hashEntries(hash);
  for (const name of ['lesson', 'view']) entries.delete(name);
  if (place) entries.set('lesson', place.step === 0 ? place.id : `${place.id}.${place.step + 1}`);
  const text = entries.toString();
  return text === '' ? '' : `#${text}`;
}
