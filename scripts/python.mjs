// A Python that has given modules.
import { spawnSync } from 'node:child_process';

/** Debian's PyTorch is that of its own Python, which may not be the first in the path. */
const CANDIDATES = [process.env.PYTHON ?? 'python3', '/usr/bin/python3'];

/**
 * @param {...string} modules names to import
 * @returns {string | undefined} the command; undefined where none has them
 */
export function pythonWith(...modules) {
  const env = { ...process.env, KERAS_BACKEND: 'torch' };
  return CANDIDATES.find(
    (python) =>
      spawnSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore', env }).status === 0,
  );
}
