// A process that really has no memory left, by the operating system's limit: SwiftShader's buffers are memory of the host. A network
// that does not fit is refused with the arithmetic, one without room for its copies is trained without them, and whatever is there
// trains on. (Lavapipe ends the process instead: the driver does not look whether it was given memory.)

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { swiftShaderEnvironment } from '../../scripts/vulkan.mjs';

interface Found {
  readonly left: number;
  readonly refused: string | null;
  readonly name: string;
  readonly state: string;
  readonly loss: number;
  readonly notice: string | null;
  readonly failed: string | null;
  readonly complaints: readonly string[];
}

const child = fileURLToPath(new URL('../support/memoryLimit.mjs', import.meta.url));
/** Mebibytes: too few for the first buffers, for the last ones, for copies, and enough. */
const LEFT = [20, 60, 100, 150, 200, 300, 2000];

it.runIf(process.platform === 'linux')(
  'what does not fit is refused with its arithmetic, and training goes on',
  { timeout: 300_000 },
  async () => {
    const env = { ...process.env, ...swiftShaderEnvironment() };
    const { stdout } = await promisify(execFile)(process.execPath, [child, ...LEFT.map(String)], { env });
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Found);
    expect(found.map(({ left }) => left)).toEqual(LEFT);
    for (const one of found) {
      expect(one, `${one.left} MiB`).toMatchObject({ state: 'idle', failed: null, complaints: [] });
      expect(Number.isFinite(one.loss), `${one.left} MiB`).toBe(true);
      expect(one.name).toBe(one.refused === null ? 'large' : 'small');
      if (one.refused !== null)
        expect(one.refused).toMatch(
          /^network 'large': this device has no memory left for '[\w ]+', which needs [\d.]+ MiB\. Parameters 32\.\d MiB \+ gradients 32\.\d MiB \+ .* = \d+\.\d MiB\./,
        );
    }
    expect(found[0]?.refused).not.toBeNull();
    expect(found.at(-1)).toMatchObject({ refused: null, notice: null });
  },
);
