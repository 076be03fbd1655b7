// The words of the learning-rate control.

import { integer } from '../integer';

export const learningRate = {
  open: (now: string) => `Learning rate, now ${now}. Change it`,
  title: 'Learning rate',
  base: 'before the schedule',
  slider: 'Learning rate, from small to large',
  close: 'Close',
  now: (base: string, share: string, sign: string, now: string) =>
    `${base} × ${share} from the schedule ${sign} ${now} now`,
  what: 'The size of each step is the learning rate times a value computed from the gradient. A change takes effect from the next step; nothing else changes.',
  settings: 'Training settings',
  wrong: 'Type a number above 0, such as 0.001 or 1e-4.',
  announced: (rate: string, step: number) => `Learning rate ${rate} from step ${integer.format(step)} on`,
};
