// What the page says of a nudge: whether the slope is the gradient, and if not, whether another ε helps.

import { describe, expect, it } from 'vitest';
import { microscope } from '../../src/elements/locales/microscope';
import { nudgeVerdict } from '../../src/elements/microscope/nudgeVerdict';
import type { Nudge } from '../../src/inspect/microscope/microscope';

describe('what a nudge says', () => {
  /** The losses around a weight, every half ε from −2ε to 2ε. */
  const nudged = (loss: (at: number) => number, gradient: number, weight = 0): Nudge => {
    const points = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2].map((at) => ({
      ...{ weight: weight + at * 1e-3, loss: Math.fround(loss(at * 1e-3)) },
    }));
    const slope = ((points[6]?.loss ?? NaN) - (points[2]?.loss ?? NaN)) / 2e-3;
    return { ...{ weight, gradient, epsilon: 1e-3, loss: loss(0), slope, points }, resolution: 1.2e-4 };
  };
  const reLU = (x: number): number => Math.max(0, x);

  it('of a silenced map is why the slope is 0, not that a smaller ε helps', () => {
    expect(
      nudgeVerdict(
        nudged((x) => 1 + 3 * reLU(x), 0),
        { silenced: true },
      ),
    ).toBe('silenced');
    expect(
      nudgeVerdict(
        nudged(() => 1, 0),
        { silenced: true },
      ),
    ).toBe('silenced');
    for (const { nudge } of [microscope.en, microscope.ja]) {
      expect(Object.values(nudge.says.silenced).join()).not.toMatch(/[Tt]ry a smaller|小さくしてみて/);
      expect(nudge.says.bend('w')).toMatch(/Try a smaller|小さくしてみて/);
    }
  });
  it('tells a corner at the weight itself from a bend further off', () => {
    expect(nudgeVerdict(nudged((x) => 1 + 3 * reLU(x), 0))).toBe('corner');
    expect(nudgeVerdict(nudged((x) => 1 - 2 * reLU(-x), 2))).toBe('corner');
    expect(nudgeVerdict(nudged((x) => 1 + 3 * reLU(x - 0.3e-3), 0))).toBe('bend');
    expect(nudgeVerdict(nudged((x) => 1 + 5000 * x * x * x * 1000, 0))).toBe('bend');
  });
  it('says where nothing arrives, where too little does, and where all is well', () => {
    expect(nudgeVerdict(nudged(() => 1, 0))).toBe('unreached');
    expect(nudgeVerdict(nudged((x) => 1 + 5e-5 * x, 5e-5))).toBe('flat');
    expect(nudgeVerdict(nudged((x) => 1 + 0.7 * x, 0.7))).toBe('same');
  });
});
