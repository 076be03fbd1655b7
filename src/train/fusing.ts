// What a training step and an evaluation fuse. Loaded when they are compiled: nothing that is shown at first needs it.

import { mergeDispatches } from '../graph/merge';
import { fuse } from '../models/fuse';
import type { Fusing } from './stepGraph';

export const fusing: Fusing = { nodes: fuse, dispatches: mergeDispatches };
