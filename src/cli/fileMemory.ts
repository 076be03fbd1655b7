// Where the terminal programs keep what suits a device: a small JSON file beside the other things that can be made anew.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChoiceMemory } from '../tuning/choiceMemory';

const FILE = fileURLToPath(new URL('../../node_modules/.cache/convscope/targets.json', import.meta.url));

/** A file that is missing or damaged holds nothing; one that cannot be written rejects. */
export function fileMemory(file = FILE): ChoiceMemory {
  const readAll = async (): Promise<ReadonlyMap<string, string>> => {
    try {
      const all: unknown = JSON.parse(await readFile(file, 'utf8'));
      return new Map(Object.entries(all ?? {}).filter(([, value]) => typeof value === 'string'));
    } catch {
      return new Map();
    }
  };
  return {
    read: async (key) => (await readAll()).get(key) ?? null,
    write: async (key, value) => {
      const all = Object.fromEntries(new Map([...(await readAll()), [key, value]]));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify(all, null, 1)}\n`);
    },
  };
}
