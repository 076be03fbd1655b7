// The fuzzer on fixed seeds, small cases. `npm run fuzz` runs more and larger ones.

import { describe, expect, it } from 'vitest';
import { drawCase } from '../../src/fuzz/case';
import { checkCase } from '../../src/fuzz/check';
import { shrink, testOf } from '../../src/fuzz/shrink';
import { testDevice } from '../support/device';

/** @param count cases that are compared; a case for which no numbers keep away from kinks is not counted */
export function fuzzed(seed: number, count: number): void {
  describe(`random networks, seed ${seed}`, () => {
    it(`${count} cases agree with the f64 reference`, async () => {
      const device = await testDevice();
      let compared = 0;
      for (let next = seed; compared < count; next++) {
        expect(next, 'cases whose numbers are suitable are rare').toBeLessThan(seed + 3 * count);
        const one = drawCase(next, true);
        const { result, mismatches } = await checkCase(device, one);
        if (result === 'unsuitable') continue;
        compared++;
        if (result === 'right') continue;
        const smallest = await shrink(one, async (simpler) =>
          ['mismatch', 'crash'].includes((await checkCase(device, simpler)).result),
        );
        const what = mismatches.map((found) => `${found.what}: ${found.message}`).join('\n');
        expect.fail(`case ${next}:\n${what}\nAs a test:\n${testOf(smallest, `case ${next}`)}`);
      }
    });
  });
}
