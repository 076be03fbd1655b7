// Time travel and the difference between two snapshots.

import { integer } from '../integer';

export const travel = {
  scrubber: 'Moment of training shown on the stage',
  keys: 'Arrow keys move from one saved moment to the next, Page Up and Page Down move by ten. Home goes to the start, End and Escape go to the present.',
  hint: 'Drag the curve to look back.',
  hintFrom: (step: number) => `Drag the curve to look back, as far as step ${integer.format(step)}.`,
  step: (step: number) => `step ${integer.format(step)}`,
  present: (step: number) => `the present, step ${integer.format(step)}`,
  past: (step: number, present: number) =>
    `the past, step ${integer.format(step)} of ${integer.format(present)}`,
  looking: (step: number) => `You are looking at step ${integer.format(step)}`,
  training: (present: number) => `training is at ${integer.format(present)}`,
  changed: (a: number, b: number) => `What changed from step ${integer.format(a)} to ${integer.format(b)}`,
  now: 'Back to now',
  resume: 'Train from here',
  pin: (name: string, step: number) => `Pin step ${integer.format(step)} as ${name}`,
  unpin: (name: string, step: number) => `Unpin ${name}, step ${integer.format(step)}`,
  go: (name: string, step: number) => `Show ${name}, step ${integer.format(step)}`,
  difference: 'Show what changed from A to B',
  kept: (from: number, to: number) =>
    `Training continues from step ${integer.format(from)}. The faint line is the earlier run, up to step ${integer.format(to)}.`,
  keptShort: (to: number) => `The faint line is the earlier run, up to step ${integer.format(to)}.`,
  undo: 'Undo',
  drop: 'Delete the earlier run',
  failed: (reason: string) => `This failed, and nothing has changed: ${reason}`,
  change: {
    title: 'What changed',
    lead: 'Every map and kernel shows B − A: how much each value has increased or decreased.',
    maps: 'maps',
    mapsLess: 'decrease',
    mapsMore: 'increase',
    kernels: 'kernels',
    at: (name: string, step: number) => `${name}, step ${integer.format(step)}`,
    same: 'This value has hardly changed.',
    grown: 'This value has increased.',
    shrunk: 'This value has decreased.',
    picture: 'The picture is the same at both moments.',
    back: 'Go back to now to see how a single value is computed.',
  },
};
