// How fruit lies in a heap, as in a shop.

import type { Rng } from '../reference/rng';
import type { Pose } from './fruits';
import {
  depth,
  direction,
  facing,
  fruitOf,
  handOfBananas,
  pose,
  type Batch,
  type Arrangement,
} from './arrangement';
import { MAX_FRUIT, type PlacedFruit } from './scene';
import { after, addScaled, aboutAxis, rotate } from './quaternion';

/** As in a crate: rows of fruit, shifted against each other, in a layer that is higher in the middle. */
export function heap(batch: Batch, rng: Rng): Arrangement {
  const { kind } = batch;
  if (kind.bunch === 'hand') return heapOfHands(batch, rng);
  const fruit: PlacedFruit[] = [];
  const ordered = rng.chance(0.2); // all lie alike
  const rise = rng.between(0, 0.35);
  const shake = ordered ? 0.12 : rng.between(0.3, 0.6);
  const how = rng.one(kind.poses as unknown as [Pose]);
  const heading = rng.between(0, 2 * Math.PI);
  const step = 2 * kind.spacing * rng.between(0.84, 0.98); // what lies below fills most gaps
  const [rows, columns] =
    kind.radiusCm > 5
      ? rng.one([
          [5, 5],
          [5, 6],
        ])
      : rng.one([
          [7, 8],
          [9, 10],
          [10, 11],
        ]);
  const sold = rng.chance(0.25) ? rng.between(0.05, 0.35) : 0; // share that is gone
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = (column - (columns - 1) / 2 + (row % 2) * 0.5 + rng.about(0, shake * 0.5)) * step;
      const z = (row - (rows - 1) / 2 + rng.about(0, shake * 0.5)) * step * 0.866;
      const y = Math.max(0, rise * (4 - 0.5 * Math.hypot(x, z))) + rng.about(0.4, shake * 2);
      const scale = rng.about(1, ordered ? 0.08 : 0.16);
      const rotation = ordered
        ? after(
            aboutAxis([0, 1, 0], heading),
            after(
              aboutAxis(direction(rng), rng.about(0, 0.3)),
              facing([0, 1, 0], how === 'up' ? [0, 1, 0] : [1, 0.1, 0], row + column),
            ),
          )
        : pose(rng.one(kind.poses as unknown as [Pose]), rng);
      if (rng.chance(sold) && fruit.length > 0) continue;
      fruit.push(
        fruitOf(batch, rng, {
          place: [x, Math.max(0, y) + depth(kind, rotation, scale), z],
          scale,
          rotation,
        }),
      );
    }
  }
  return { fruit: fruit.slice(0, MAX_FRUIT), middle: [0, 1, 0], reach: 0.306 * columns * step };
}

/** Hands of bananas, their backs up, row over row like the tiles of a roof. */
function heapOfHands(batch: Batch, rng: Rng): Arrangement {
  const fingers = rng.one([4, 4, 5]);
  const [rows, columns] = fingers === 4 ? [5, 5] : [4, 5];
  const across = fingers * rng.between(0.24, 0.36);
  const along = rng.between(0.7, 1.05);
  const slope = rng.between(0.15, 0.6);
  const loose = rng.between(0.3, 1.4);
  const heading = rng.between(0, 2 * Math.PI);
  const rotation = aboutAxis([0, 1, 0], heading);
  // Stems point down the slope, or up.
  const stems = rng.chance(0.5) ? 0 : Math.PI;
  const fruit: PlacedFruit[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const u = (column - (columns - 1) / 2 + (row % 2) * 0.5 + rng.about(-0.25, 0.3)) * across;
      const v = (row - (rows - 1) / 2 + rng.about(0, 0.35)) * along;
      const y = 0.7 + slope * (v + along * 1.5) + rng.about(0.2, 0.5);
      const up = addScaled([0, 1, 0], direction(rng), rng.between(0, 0.5));
      const backUp = facing([1, 0, 0], up, stems + rng.about(0, loose));
      fruit.push(...handOfBananas(batch, rng, fingers, rotate([v, y, u], rotation), after(rotation, backUp)));
    }
  }
  const all = fruit.slice(0, MAX_FRUIT);
  return {
    fruit: all,
    middle: [0, 1 + slope * 1.5, 0],
    reach: 0.5 * Math.max(across * columns, along * rows),
  };
}
