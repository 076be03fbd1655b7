// Half of the random networks of every test run; two files, so that two workers share them.

import { fuzzed } from './fuzzed';

fuzzed(2000, 75);
