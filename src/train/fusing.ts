// What a training step fuses. Loaded when it is compiled: nothing that is shown at first needs it.

import { mergeDispatches } from '../graph/merge';
import { fuse } from '../models/fuse';
import type { Fusing } from './stepGraph';

export const fusing: Fusing = { nodes: fuse, dispatches: mergeDispatches };
