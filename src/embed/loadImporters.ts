// A file of its own, because the script of all elements loads them from another script (library/build.ts).

import type { readNetworkFiles } from './importers';

export interface Importers {
  readonly readNetworkFiles: typeof readNetworkFiles;
}

export const loadImporters = (): Promise<Importers> => import('./importers');
