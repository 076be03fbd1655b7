// Which steps of the lessons were taken to their end; kept in the browser.

import { recall, remember } from '../locale';

const KEY = 'convscope.lessons';

function all(): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(recall(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The places of the steps of a lesson. */
export function progressOf(lesson: string): readonly number[] {
  const steps = all()[lesson];
  return Array.isArray(steps) ? steps.filter((step): step is number => Number.isInteger(step)) : [];
}

export function keepProgress(lesson: string, step: number): void {
  const steps = new Set([...progressOf(lesson), step]);
  remember(KEY, JSON.stringify({ ...all(), [lesson]: [...steps] }));
}
