// The lessons in their order. A lesson begins with a question from two lessons earlier.

import type { Lesson, Step, Text } from './lesson';
import { answer } from './lessons/answer';
import { architectures } from './lessons/architectures';
import { channels } from './lessons/channels';
import { filter } from './lessons/filter';
import { kernelSize } from './lessons/kernelSize';
import { learning } from './lessons/learning';
import { numbers } from './lessons/numbers';
import { ownFruit } from './lessons/ownFruit';
import { padding } from './lessons/padding';
import { pooling } from './lessons/pooling';
import { shifts } from './lessons/shifts';
import { strides } from './lessons/strides';

export const LESSONS: readonly [Lesson, ...Lesson[]] = [
  numbers,
  filter,
  channels,
  kernelSize,
  strides,
  padding,
  pooling,
  shifts,
  answer,
  learning,
  architectures,
  ownFruit,
];

const RECALL: Text = { en: 'From two lessons ago', ja: '2 つ前のレッスンから' };

/** All steps of a lesson, with the question from earlier first. */
export function stepsOf(lesson: Lesson): readonly Step[] {
  const earlier = LESSONS[LESSONS.indexOf(lesson) - 2];
  return earlier ? [{ goal: RECALL, ...earlier.recall }, ...lesson.steps] : lesson.steps;
}

/** The way to every text, as translations have it: `filter.steps.0.goal`. Built when it is first asked for. */
const ways = new Map<Text, string>();

export function wayTo(text: Text): string | null {
  if (ways.size === 0) for (const lesson of LESSONS) collect(lesson, lesson.id);
  return ways.get(text) ?? null;
}

function collect(value: unknown, way: string): void {
  if (typeof value !== 'object' || value === null) return;
  if ('en' in value && 'ja' in value) ways.set(value as Text, way);
  else for (const [name, part] of Object.entries(value)) collect(part, `${way}.${name}`);
}

export const lessonOf = (id: string): Lesson | null => LESSONS.find((lesson) => lesson.id === id) ?? null;
