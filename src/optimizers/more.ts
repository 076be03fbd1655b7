// Every optimizer there is: importing this makes all of them known.

import { adadelta, adagrad } from './adagrad';
import { adam, adamw } from './adam';
import { adamax, lion, nadam } from './adamax';
import { addOptimizers } from './optimizers';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

export const OPTIMIZERS = { sgd, adam, adamw, rmsprop, adadelta, adagrad, adamax, nadam, lion } as const;

addOptimizers(OPTIMIZERS);
