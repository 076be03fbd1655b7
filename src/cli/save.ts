// What `--save` does: it tries the place before anything is learned, and at the end puts what was learned where it can.

import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FormatError, type StoredModel } from '../formats/storedModel';
import { writeModelTo, type SaveTarget } from './modelFiles';
import { UsageError } from './options';
import type { Reporter } from './report';

/** Whether a file can be written there; leaves nothing behind. @throws UsageError naming the place and the reason */
export async function checkSaveTarget({ path, folder }: SaveTarget): Promise<void> {
  try {
    // Of folders it is not known yet which of them are new.
    const made = folder ? await mkdir(path, { recursive: true }) : undefined;
    const probe = folder ? join(path, '.convscope.part') : `${path}.part`;
    await (await open(probe, 'w')).close();
    await rm(probe);
    if (made !== undefined) await rm(made, { recursive: true });
  } catch (cause) {
    throw new UsageError(`--save: '${path}' cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * Writes network and weights. What was learned is not lost: where the format has no words for it, it is written as
 * Convscope's own file, and where the place cannot be written any more, into a new folder at home or among temporary files.
 * @param classNames for a web page
 * @returns where it lies
 * @throws the first error where nothing at all can be written
 */
export async function save(
  target: SaveTarget,
  model: StoredModel,
  report: Reporter,
  classNames: readonly string[],
): Promise<string> {
  try {
    await writeModelTo(target, model, classNames);
    return target.path;
  } catch (error) {
    for (const attempt of otherPlaces(target, classNames)) {
      const path = await attempt(model, error).catch(() => null);
      if (path === null) continue;
      report.remark(`'${target.path}' could not be written: ${reasonOf(error)}. Saved as '${path}' instead`);
      return path;
    }
    throw error;
  }
}

type Attempt = (model: StoredModel, error: unknown) => Promise<string>;

/** In the order in which they are tried. */
function otherPlaces(target: SaveTarget, classNames: readonly string[]): readonly Attempt[] {
  const bare = target.path.replace(/[/\\]+$/, '');
  const own = (path: string): SaveTarget => ({ path: `${path}.zip`, format: 'convscope', folder: false });
  const write = async (model: StoredModel, there: SaveTarget): Promise<string> => {
    await writeModelTo(there, model, classNames);
    return there.path;
  };
  const below =
    (parent: () => string): Attempt =>
    async (model, error) => {
      const folder = await mkdtemp(join(parent(), 'convscope-'));
      const path = join(folder, basename(bare));
      try {
        return await write(model, error instanceof FormatError ? own(path) : { ...target, path });
      } catch (cause) {
        await rm(folder, { recursive: true, force: true });
        throw cause;
      }
    };
  return [(model) => write(model, own(bare)), below(homedir), below(tmpdir)];
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
