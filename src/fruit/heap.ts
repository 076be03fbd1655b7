// How fruit lies in a heap, as in a shop.

import type { Dice } from './dice';
import type { Pose } from './fruits';
import { depth, direction, facing, fruitOf, handOfBananas, pose, type Batch, type Laid } from './lay';
import { MAX_FRUIT, type PlacedFruit } from './scene';
import { after, plus, turnAbout, turned } from './turn';

/** As in a crate: rows of fruit, shifted against each other, in a layer that is higher in the middle. */
export function heap(batch: Batch, dice: Dice): Laid {
  const { kind } = batch;
  if (kind.bunch === 'hand') return heapOfHands(batch, dice);
  const fruit: PlacedFruit[] = [];
  const ordered = dice.chance(0.2); // all lie alike
  const rise = dice.between(0, 0.35);
  const shake = ordered ? 0.12 : dice.between(0.3, 0.6);
  const how = dice.one(kind.poses as unknown as [Pose]);
  const heading = dice.between(0, 2 * Math.PI);
  const step = 2 * kind.spacing * dice.between(0.84, 0.98); // what lies below fills most gaps
  const [rows, columns] =
    kind.radiusCm > 5
      ? dice.one([
          [5, 5],
          [5, 6],
        ])
      : dice.one([
          [7, 8],
          [9, 10],
          [10, 11],
        ]);
  const sold = dice.chance(0.25) ? dice.between(0.05, 0.35) : 0; // share that is gone
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = (column - (columns - 1) / 2 + (row % 2) * 0.5 + dice.about(0, shake * 0.5)) * step;
      const z = (row - (rows - 1) / 2 + dice.about(0, shake * 0.5)) * step * 0.866;
      const y = Math.max(0, rise * (4 - 0.5 * Math.hypot(x, z))) + dice.about(0.4, shake * 2);
      const scale = dice.about(1, ordered ? 0.08 : 0.16);
      const turn = ordered
        ? after(
            turnAbout([0, 1, 0], heading),
            after(
              turnAbout(direction(dice), dice.about(0, 0.3)),
              facing([0, 1, 0], how === 'up' ? [0, 1, 0] : [1, 0.1, 0], row + column),
            ),
          )
        : pose(dice.one(kind.poses as unknown as [Pose]), dice);
      if (dice.chance(sold) && fruit.length > 0) continue;
      fruit.push(
        fruitOf(batch, dice, { place: [x, Math.max(0, y) + depth(kind, turn, scale), z], scale, turn }),
      );
    }
  }
  return { fruit: fruit.slice(0, MAX_FRUIT), middle: [0, 1, 0], reach: 0.306 * columns * step };
}

/** Hands of bananas, their backs up, row over row like the tiles of a roof. */
function heapOfHands(batch: Batch, dice: Dice): Laid {
  const fingers = dice.one([4, 4, 5]);
  const [rows, columns] = fingers === 4 ? [5, 5] : [4, 5];
  const across = fingers * dice.between(0.24, 0.36);
  const along = dice.between(0.7, 1.05);
  const slope = dice.between(0.15, 0.6);
  const loose = dice.between(0.3, 1.4);
  const heading = dice.between(0, 2 * Math.PI);
  const turn = turnAbout([0, 1, 0], heading);
  // Stems point down the slope, or up.
  const stems = dice.chance(0.5) ? 0 : Math.PI;
  const fruit: PlacedFruit[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const u = (column - (columns - 1) / 2 + (row % 2) * 0.5 + dice.about(-0.25, 0.3)) * across;
      const v = (row - (rows - 1) / 2 + dice.about(0, 0.35)) * along;
      const y = 0.7 + slope * (v + along * 1.5) + dice.about(0.2, 0.5);
      const up = plus([0, 1, 0], direction(dice), dice.between(0, 0.5));
      const backUp = facing([1, 0, 0], up, stems + dice.about(0, loose));
      fruit.push(...handOfBananas(batch, dice, fingers, turned([v, y, u], turn), after(turn, backUp)));
    }
  }
  const all = fruit.slice(0, MAX_FRUIT);
  return {
    fruit: all,
    middle: [0, 1 + slope * 1.5, 0],
    reach: 0.5 * Math.max(across * columns, along * rows),
  };
}
