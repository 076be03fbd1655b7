// A heap as it stands in a shop: in a crate of board or plastic, a price on it, other fruit in crates around.

import type { Rng } from '../reference/rng';
import { paint, WOODS } from './paints';
import type { Surface, Thing } from './scene';
import type { Vector } from './quaternion';

/** What fruit in the next crate looks like: red, orange, yellow, green, brown, purple. */
const NEIGHBOURS: readonly [Vector, ...Vector[]] = [
  paint(190, 40, 40),
  paint(150, 26, 34),
  paint(236, 140, 30),
  paint(214, 96, 40),
  paint(236, 200, 60),
  paint(170, 190, 70),
  paint(110, 150, 50),
  paint(70, 100, 44),
  paint(132, 96, 54),
  paint(96, 40, 84),
];

const CRATES: readonly [Vector, ...Vector[]] = [
  paint(28, 28, 30),
  paint(40, 40, 42),
  paint(56, 54, 52),
  paint(34, 62, 40),
  paint(186, 152, 110), // cardboard
  paint(160, 124, 84),
  ...WOODS,
];

/** A shop's floor: pale tiles or stone, dark boards. */
export function shopFloor(rng: Rng): Surface {
  const grey = rng.between(120, 215);
  const warm = rng.between(0, 24);
  const plain = paint(grey + warm, grey, grey - warm);
  const joint = paint(grey * 0.72, grey * 0.66, grey * 0.6);
  return { pattern: rng.one([0, 3, 4, 4]), size: rng.between(0.25, 0.6), colours: [plain, joint] };
}

/** Under a heap it is dark; sometimes a tray of paper shines through. */
export function bedOf(rng: Rng): Surface {
  const at = rng.between(0, 1);
  if (at < 0.7) return { pattern: 0, size: 1, colours: [paint(74, 58, 40), paint(36, 30, 26)] };
  if (at < 0.85) return { pattern: 0, size: 1, colours: [paint(176, 168, 156), paint(120, 112, 104)] };
  return { pattern: 1, size: rng.between(0.5, 1), colours: [rng.one(CRATES), paint(30, 26, 24)] };
}

/** Around a heap that reaches so far. */
export function crate(rng: Rng, reach: number): Thing[] {
  const colour = rng.one(CRATES);
  const height = rng.between(0.6, 1.6);
  const thick = rng.between(0.1, 0.3);
  const board = (x: number, z: number, wide: number, deep: number): Thing => ({
    kind: 'box',
    place: [x, height, z],
    rotation: 0,
    size: [wide, height, deep],
    colour,
    pattern: rng.chance(0.6) ? 1 : 0,
  });
  const far = reach * rng.between(0.8, 1.3);
  const near = reach * rng.between(0.8, 1.2);
  const under = bedOf(rng);
  const things: Thing[] = [
    {
      ...{ kind: 'box', place: [0, 0, 0], rotation: 0, size: [far, 0.03, near] },
      ...{ colour: under.colours[0], pattern: under.pattern === 1 ? 1 : 0 },
    },
    board(0, -near, far, thick),
    board(0, near, far, thick),
    board(-far, 0, thick, near),
    board(far, 0, thick, near),
  ];
  // Crates of other things beside and behind it.
  const [wide, deep] = [reach * 0.7, reach * 0.7];
  const others: Thing[] = [
    [far + wide + thick, 0, wide, near] as const,
    [-far - wide - thick, 0, wide, near] as const,
    [0, near + deep + thick, far, deep] as const,
    [0, -near - deep - thick, far, deep] as const,
  ].flatMap(([x, z, across, along]): Thing[] =>
    rng.chance(0.5)
      ? [
          {
            kind: 'box',
            place: [x, height * 0.85, z],
            rotation: 0,
            size: [across, height * 0.85, along],
            colour: rng.one(NEIGHBOURS),
            pattern: 3,
          },
        ]
      : [],
  );
  things.push(...others.slice(0, 2));
  if (rng.chance(0.35)) {
    things.push({
      kind: 'box',
      place: [rng.about(0, far), height * 2 + 0.3, rng.chance(0.5) ? near : -near],
      rotation: rng.about(0, 0.3),
      size: [rng.between(0.7, 1.3), rng.between(0.4, 0.7), 0.03],
      colour: rng.one([paint(250, 250, 246), paint(250, 250, 246), paint(250, 220, 60), paint(236, 90, 60)]),
      pattern: 2,
    });
  }
  return things;
}
