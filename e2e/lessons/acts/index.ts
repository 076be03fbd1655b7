// What the steps of the lessons ask for, done by the keyboard alone.

import type { Acts } from '../taking';
import { answer } from './answer';
import { architectures } from './architectures';
import { channels } from './channels';
import { filter } from './filter';
import { kernelSize } from './kernelSize';
import { learning } from './learning';
import { numbers } from './numbers';
import { ownFruit } from './ownFruit';
import { padding } from './padding';
import { pooling } from './pooling';
import { shifts } from './shifts';
import { strides } from './strides';

export const ACTS: Readonly<Record<string, Acts>> = {
  numbers,
  filter,
  channels,
  'kernel-size': kernelSize,
  strides,
  padding,
  pooling,
  shifts,
  answer,
  learning,
  architectures,
  'own-fruit': ownFruit,
};
