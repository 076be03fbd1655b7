// The fuzzer on fixed seeds, small cases. `npm run fuzz` runs more and larger ones.

import { describe, expect, it } from 'vitest';
import { drawCase } from '../../src/fuzz/case';
import { checkCase } from '../../src/fuzz/check';
import { shrink, testOf } from '../../src/fuzz/shrink';
import { testDevice } from '../support/device';

/** Cases of one test, so that each is done within the time of a test. */
const TOGETHER = 5;

/** @param count cases that are compared; a case for which no numbers keep away from kinks is not counted */
export function fuzzed(first: number, count: number): void {
  const seeds = Array.from({ length: count / TOGETHER }, (_, i) => first + 20 * i);
  describe(`${count} random networks`, () => {
    it.each(seeds)(`${TOGETHER} from seed %i agree with the f64 reference`, async (seed) => {
      const device = await testDevice();
      let compared = 0;
      for (let next = seed; compared < TOGETHER; next++) {
        expect(next, 'most cases have suitable numbers').toBeLessThan(seed + 20);
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
