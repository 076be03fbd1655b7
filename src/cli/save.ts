// What `--save` does at the end of a run.

import type { StoredModel } from '../formats/storedModel';
import { writeModelTo, type SaveTarget } from './modelFiles';
import type { Reporter } from './report';

/**
 * Writes network and weights. What was learned is not lost where the format has no words for it: it is then written as
 * Convscope's own file, beside the name that was asked for.
 * @returns where it lies
 */
export async function save(target: SaveTarget, model: StoredModel, report: Reporter): Promise<string> {
  try {
    await writeModelTo(target, model);
    return target.path;
  } catch (error) {
    const path = `${target.path.replace(/[/\\]+$/, '')}.zip`;
    await writeModelTo({ path, format: 'convscope', folder: false }, model);
    const reason = error instanceof Error ? error.message : String(error);
    report.remark(`'${target.path}' could not be written: ${reason}. Saved as '${path}' instead`);
    return path;
  }
}
