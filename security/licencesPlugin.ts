// A build carries the licences of the packages in it, as their authors ask: licences.txt.

import type { Plugin } from 'vite';
import { licencesText } from '../scripts/licences.mjs';

export const licences = (): Plugin => ({
  name: 'convscope:licences',
  apply: 'build',
  buildStart() {
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licencesText() });
  },
});
