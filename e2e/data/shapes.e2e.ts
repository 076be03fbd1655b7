// Shapes in colour, in English, with the recommended network.

import { SHAPES } from '../support/dataSets';
import { testEveryCapability } from './everyCapability';

testEveryCapability(SHAPES);
