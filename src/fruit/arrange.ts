// What a picture shows: picture `n` of a kind and seed is always the same scene.
//
// Five sorts of scenes: one fruit on a table, one cut open, a few, a heap as in a shop, one in a hand. Around them light,
// a floor, a wall and things vary as widely as a learner's photographs might, so that a network cannot hold on to any of it.

import { Rng } from '../reference/rng';
import type { FruitName } from './fruits';
import { heap } from './heap';
import {
  batchOf,
  cutOpen,
  direction,
  few,
  fruitOf,
  oneOf,
  pose,
  reachOf,
  type Batch,
  type Arrangement,
} from './arrangement';
import { colourOf, paint, WOODS } from './paints';
import type { Scene, Surface, Thing } from './scene';
import { bedOf, crate, shopFloor } from './shop';
import { aboutAxis, addScaled, after, normalize, scaled, type Vector } from './quaternion';

export type SceneSort = 'single' | 'open' | 'few' | 'heap' | 'held';

const SKINS: readonly [Vector, ...Vector[]] = [
  paint(236, 190, 160),
  paint(222, 168, 132),
  paint(196, 140, 104),
  paint(150, 100, 70),
  paint(104, 66, 46),
];

function floorOf(rng: Rng): Surface {
  const grey = rng.between(120, 250);
  const warm = rng.about(0, 16);
  const plain = paint(grey + warm, grey, grey - warm);
  const darker = scaled(plain, rng.between(0.6, 0.9));
  const size = rng.between(0.3, 0.9);
  const sort = rng.between(0, 1);
  if (sort < 0.24) return { pattern: 0, colours: [plain, darker], size };
  if (sort < 0.56) {
    const wood = rng.one(WOODS);
    return { pattern: 1, colours: [wood, scaled(wood, rng.between(0.5, 0.8))], size };
  }
  if (sort < 0.68) {
    const cloth = colourOf(rng.between(0, 1), rng.between(0.2, 0.9), rng.between(0.5, 0.9));
    return { pattern: 2, colours: [plain, cloth], size: size * 1.4 };
  }
  if (sort < 0.78) return { pattern: 3, colours: [plain, scaled(plain, 0.4)], size };
  if (sort < 0.88) return { pattern: 4, colours: [plain, darker], size: size * 0.8 };
  if (sort < 0.93) return { pattern: 5, colours: [paint(60, 92, 40), paint(120, 150, 70)], size: size * 2 };
  const any = colourOf(rng.between(0, 1), rng.between(0, 0.8), rng.between(0.2, 0.9));
  return { pattern: 0, colours: [any, scaled(any, 0.8)], size };
}

function wallOf(rng: Rng): Surface {
  const base = colourOf(rng.between(0, 1), rng.between(0, 0.5), rng.between(0.25, 0.95));
  const other = colourOf(rng.between(0, 1), rng.between(0.1, 0.9), rng.between(0.3, 0.9));
  const pattern = rng.one([0, 0, 0, 6, 6, 7, 7, 5, 1]);
  const colours: [Vector, Vector] =
    pattern === 5
      ? [paint(50, 80, 36), paint(140, 166, 90)]
      : [base, pattern === 0 ? scaled(base, 0.7) : other];
  return { pattern, colours, size: rng.between(0.2, 1.2) };
}

/** Boxes and balls behind and beside what is to be seen, at least `clear` away from the middle. */
function clutter(rng: Rng, clear: number, most: number, back: Vector): Thing[] {
  return Array.from({ length: rng.whole(0, most) }, (): Thing => {
    const angle = Math.atan2(back[2], back[0]) + rng.about(0, 1.5);
    const away = clear * rng.between(1.2, 2.2);
    const kind = rng.chance(0.6) ? 'box' : 'ball';
    const size: Vector = [rng.between(0.3, 1.2), rng.between(0.3, 1.4), rng.between(0.3, 1.2)];
    const round = rng.between(0.5, 1.1);
    const used: Vector = kind === 'ball' ? [round, round, round] : size;
    const far = away + Math.max(...used);
    return {
      kind,
      place: [far * Math.cos(angle), used[1], far * Math.sin(angle)],
      rotation: rng.between(0, 6.28),
      size: used,
      colour: colourOf(rng.between(0, 1), rng.between(0, 0.9), rng.between(0.2, 0.95)),
      pattern: kind === 'ball' ? 0 : rng.one([0, 0, 1, 2] as const),
    };
  });
}

function sortOf(name: FruitName, { kind }: Batch, rng: Rng): SceneSort {
  if (rng.chance(0.6 * kind.cut.chance)) return 'open';
  const at = rng.between(0, 1);
  if (at < 0.2) return 'single';
  if (at < 0.3) return 'few';
  if (at < 0.87) return kind.bunch === 'cluster' ? 'single' : 'heap';
  return kind.radiusCm > 5 || kind.bunch !== undefined || name === 'strawberry' ? 'single' : 'held';
}

/** How much of the picture's height is filled. */
function fillOf(sort: SceneSort, rng: Rng): number {
  if (sort === 'heap') return rng.between(0.62, 1.6);
  if (sort === 'few') return rng.between(0.8, 1.3);
  return rng.chance(0.15) ? rng.between(0.45, 0.62) : rng.between(0.65, 1.1);
}

/** Picture `picture` of a kind: what stands where, in what light, taken how. */
export function arrange(name: FruitName, seed: number, picture: number, wanted?: SceneSort): Scene {
  const rng = new Rng(seed, name, picture);
  const batch = batchOf(name, rng);
  const sort = wanted ?? sortOf(name, batch, rng);

  // In shops there is warm light from lamps, and it is dark between the fruit.
  const shop = sort === 'heap';

  // Where the camera is, seen from what it looks at.
  const around = rng.between(0, 2 * Math.PI);
  const steep =
    sort === 'heap'
      ? rng.between(batch.kind.radiusCm > 5 ? 0.35 : 0.5, 1.4)
      : rng.chance(0.15)
        ? rng.between(1.0, 1.5)
        : rng.between(0.12, 0.95);
  const toEye: Vector = [
    Math.cos(around) * Math.cos(steep),
    Math.sin(steep),
    Math.sin(around) * Math.cos(steep),
  ];
  const back: Vector = [-toEye[0], 0, -toEye[2]];

  const raised = sort === 'held' ? rng.between(2.5, 8) : 0;
  const laid = arrangeFruit(sort, batch, rng, toEye);
  const lift: Vector = [0, raised, 0];
  const fill = fillOf(sort, rng);
  const focal = rng.between(1.1, 2.6);
  const view = (2 * laid.reach) / fill;
  const aside = view * (shop ? 0.08 : 0.1);
  const target = addScaled(addScaled(laid.middle, lift), direction(rng), rng.between(0, aside));
  const eye = addScaled(target, toEye, Math.max(focal * view, laid.reach + 1));

  const lampSide = around + rng.about(0, 2.4);
  const lampHeight = rng.between(0.5, 1.5);
  const lamp: Vector = [
    Math.cos(lampSide) * Math.cos(lampHeight),
    Math.sin(lampHeight),
    Math.sin(lampSide) * Math.cos(lampHeight),
  ];
  const warmth = rng.about(0, 0.14);
  const strength = rng.between(0.7, 1.5);
  const others = shop ? rng.between(0, 0.9) : rng.chance(0.3) ? rng.between(0.2, 0.8) : 0;
  const skyStrength = shop ? rng.between(0.15, 0.55) : rng.between(0.35, 0.8);
  const crated = shop && rng.chance(0.8);
  const floor = crated && rng.chance(0.6) ? shopFloor(rng) : shop ? bedOf(rng) : floorOf(rng);
  const wall = wallOf(rng);
  const things = crated
    ? crate(rng, laid.reach)
    : shop
      ? clutter(rng, laid.reach * 1.2, 4, back)
      : clutter(rng, laid.reach, rng.chance(0.5) ? 0 : 5, back);
  const cast = rng.about(shop ? 0.11 : 0.05, 0.17);
  return {
    eye,
    target,
    focal,
    roll: rng.about(0, shop ? 0.5 : 0.25),
    seed: rng.between(0, 1),
    lamp: {
      direction: lamp,
      hardness: rng.between(3, 24),
      colour: [strength * (1 + warmth), strength, strength * (1 - warmth)],
      others,
    },
    sky: [skyStrength * (1 - warmth), skyStrength, skyStrength * (1 + warmth * 1.2)],
    floor,
    wall,
    hand:
      sort === 'held'
        ? {
            place: addScaled(addScaled(laid.middle, lift), [0, 0.05, 0]),
            size: Math.max(0.8, laid.reach * 0.97),
            rotation: after(
              aboutAxis([0, 1, 0], Math.PI / 2 - around + rng.about(0, 0.9)),
              aboutAxis([0, 0, 1], rng.about(0, 0.5)),
            ),
            skin: rng.one(SKINS),
          }
        : null,
    stickers: shop ? (rng.chance(0.5) ? 0 : rng.between(0, 0.5)) : rng.chance(0.12) ? 1 : 0,
    film: {
      whiteBalance: [1 + 1.5 * cast, 1 + rng.about(0, 0.06), 1 - cast],
      exposure:
        rng.between(shop ? 0.55 : 0.7, shop ? 1.1 : 1.2) /
        (0.45 + 0.4 * strength * (1 + 0.6 * others) + 0.3 * skyStrength),
      blur: rng.chance(0.85) ? rng.between(0.15, 0.45) : rng.between(0.45, 1),
      grain: rng.chance(0.6) ? rng.between(0, 0.03) : rng.between(0.02, 0.1),
      contrast: rng.about(shop ? 1.32 : 1.08, shop ? 0.25 : 0.17),
      saturation: rng.about(shop ? 0.88 : 1, 0.26),
      vignette: rng.between(0, 0.4),
      chromaSoftness: rng.between(0, 1),
      haze: rng.chance(0.15) ? rng.between(0, 0.18) : 0,
    },
    things,
    // The nearest first: what it hides need not be looked for.
    fruit: laid.fruit
      .map((one) => ({ ...one, place: addScaled(one.place, lift) }))
      .sort(
        (a, b) => Math.hypot(...addScaled(a.place, eye, -1)) - Math.hypot(...addScaled(b.place, eye, -1)),
      ),
  };
}

function arrangeFruit(sort: SceneSort, batch: Batch, rng: Rng, toEye: Vector): Arrangement {
  const { kind } = batch;
  switch (sort) {
    case 'heap':
      return heap(batch, rng);
    case 'few':
      return few(batch, rng, toEye);
    case 'open': {
      const open = [cutOpen(batch, rng, [0, 0], toEye, rng.one(kind.cut.into as unknown as [1 | 2]))];
      const seen = reachOf(open, kind);
      if (rng.chance(0.5)) {
        // A whole one behind it.
        const behind = normalize([-toEye[0] + rng.about(0, 0.9), 0, -toEye[2] + rng.about(0, 0.9)]);
        const far = 2 * kind.spacing;
        open.push(...oneOf(batch, rng).map((one) => ({ ...one, place: addScaled(one.place, behind, far) })));
        return { fruit: open, middle: addScaled(seen.middle, behind, far * 0.35), reach: seen.reach * 1.35 };
      }
      return { fruit: open, ...seen };
    }
    case 'held': {
      const rotation = pose('any', rng);
      const fruit = [fruitOf(batch, rng, { place: [0, 0, 0], scale: 1, rotation })];
      const { reach } = reachOf(fruit, kind);
      return { fruit, middle: [0, 0, 0], reach: Math.min(reach, 1.15) };
    }
    case 'single': {
      const fruit = oneOf(batch, rng);
      return { fruit, ...reachOf(fruit, kind) };
    }
    default:
      return sort satisfies never;
  }
}
