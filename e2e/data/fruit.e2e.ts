// Rendered fruit, in Japanese, with the recommended network, which normalizes its batches.

import { FRUIT } from '../support/dataSets';
import { testEveryCapability } from './everyCapability';

testEveryCapability(FRUIT);
