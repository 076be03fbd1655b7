// A heap as it stands in a shop: in a crate of board or plastic, a price on it, other fruit in crates around.

import type { Dice } from './dice';
import { paint, WOODS } from './paints';
import type { Surface, Thing } from './scene';
import type { Vector } from './turn';

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

/** Under a heap it is dark; sometimes a tray of paper shines through. */
export function bedOf(dice: Dice): Surface {
  const at = dice.between(0, 1);
  if (at < 0.7) return { pattern: 0, size: 1, colours: [paint(60, 48, 38), paint(34, 28, 26)] };
  if (at < 0.85) return { pattern: 0, size: 1, colours: [paint(176, 168, 156), paint(120, 112, 104)] };
  return { pattern: 1, size: dice.between(0.5, 1), colours: [dice.one(CRATES), paint(30, 26, 24)] };
}

/** Around a heap that reaches so far. */
export function crate(dice: Dice, reach: number): Thing[] {
  const colour = dice.one(CRATES);
  const height = dice.between(0.6, 1.6);
  const thick = dice.between(0.1, 0.3);
  const board = (x: number, z: number, wide: number, deep: number): Thing => ({
    kind: 'box',
    place: [x, height, z],
    turn: 0,
    size: [wide, height, deep],
    colour,
    pattern: dice.chance(0.6) ? 1 : 0,
  });
  const far = reach * dice.between(0.8, 1.3);
  const near = reach * dice.between(0.8, 1.2);
  const things = [
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
    dice.chance(0.5)
      ? [
          {
            kind: 'box',
            place: [x, height * 0.85, z],
            turn: 0,
            size: [across, height * 0.85, along],
            colour: dice.one(NEIGHBOURS),
            pattern: 3,
          },
        ]
      : [],
  );
  things.push(...others.slice(0, 3));
  if (dice.chance(0.35)) {
    things.push({
      kind: 'box',
      place: [dice.about(0, far), height * 2 + 0.3, dice.chance(0.5) ? near : -near],
      turn: dice.about(0, 0.3),
      size: [dice.between(0.7, 1.3), dice.between(0.4, 0.7), 0.03],
      colour: dice.one([paint(250, 250, 246), paint(250, 250, 246), paint(250, 220, 60), paint(236, 90, 60)]),
      pattern: 2,
    });
  }
  return things;
}
