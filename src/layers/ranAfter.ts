// The layers that a network runs after others, for activations that no kernel of another fuses (models/lower.ts). Programs load them
// when they come to the GPU.

import { activation } from './activation';
import { logSoftmax } from './logSoftmax';
import { softmax } from './softmax';

export const RAN_AFTER = { activation, softmax, logSoftmax };
