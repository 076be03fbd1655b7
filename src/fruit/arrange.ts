// What a picture shows: picture `n` of a kind and seed is always the same scene.
//
// Five sorts of scenes: one fruit on a table, one cut open, a few, a heap as in a shop, one in a hand. Around them light,
// a floor, a wall and things vary as widely as a learner's photographs might, so that a network cannot hold on to any of it.

import { Dice } from './dice';
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
  type Laid,
} from './lay';
import { colourOf, paint, WOODS } from './paints';
import type { Scene, Surface, Thing } from './scene';
import { bedOf, crate, shopFloor } from './shop';
import { plus, turnAbout, unit, after, type Vector } from './turn';

export type SceneSort = 'single' | 'open' | 'few' | 'heap' | 'held';

const SKINS: readonly [Vector, ...Vector[]] = [
  paint(236, 190, 160),
  paint(222, 168, 132),
  paint(196, 140, 104),
  paint(150, 100, 70),
  paint(104, 66, 46),
];

function floorOf(dice: Dice): Surface {
  const grey = dice.between(120, 250);
  const warm = dice.about(0, 16);
  const plain = paint(grey + warm, grey, grey - warm);
  const darker = plus([0, 0, 0], plain, dice.between(0.6, 0.9));
  const size = dice.between(0.3, 0.9);
  const sort = dice.between(0, 1);
  if (sort < 0.24) return { pattern: 0, colours: [plain, darker], size };
  if (sort < 0.56) {
    const wood = dice.one(WOODS);
    return { pattern: 1, colours: [wood, plus([0, 0, 0], wood, dice.between(0.5, 0.8))], size };
  }
  if (sort < 0.68) {
    const cloth = colourOf(dice.between(0, 1), dice.between(0.2, 0.9), dice.between(0.5, 0.9));
    return { pattern: 2, colours: [plain, cloth], size: size * 1.4 };
  }
  if (sort < 0.78) return { pattern: 3, colours: [plain, plus([0, 0, 0], plain, 0.4)], size };
  if (sort < 0.88) return { pattern: 4, colours: [plain, darker], size: size * 0.8 };
  if (sort < 0.93) return { pattern: 5, colours: [paint(60, 92, 40), paint(120, 150, 70)], size: size * 2 };
  const any = colourOf(dice.between(0, 1), dice.between(0, 0.8), dice.between(0.2, 0.9));
  return { pattern: 0, colours: [any, plus([0, 0, 0], any, 0.8)], size };
}

function wallOf(dice: Dice): Surface {
  const base = colourOf(dice.between(0, 1), dice.between(0, 0.5), dice.between(0.25, 0.95));
  const other = colourOf(dice.between(0, 1), dice.between(0.1, 0.9), dice.between(0.3, 0.9));
  const pattern = dice.one([0, 0, 0, 6, 6, 7, 7, 5, 1]);
  const colours: [Vector, Vector] =
    pattern === 5
      ? [paint(50, 80, 36), paint(140, 166, 90)]
      : [base, pattern === 0 ? plus([0, 0, 0], base, 0.7) : other];
  return { pattern, colours, size: dice.between(0.2, 1.2) };
}

/** Boxes and balls behind and beside what is to be seen, at least `clear` away from the middle. */
function clutter(dice: Dice, clear: number, most: number, back: Vector): Thing[] {
  return Array.from({ length: dice.whole(0, most) }, (): Thing => {
    const angle = Math.atan2(back[2], back[0]) + dice.about(0, 1.5);
    const away = clear * dice.between(1.2, 2.2);
    const kind = dice.chance(0.6) ? 'box' : 'ball';
    const size: Vector = [dice.between(0.3, 1.2), dice.between(0.3, 1.4), dice.between(0.3, 1.2)];
    const round = dice.between(0.5, 1.1);
    const used: Vector = kind === 'ball' ? [round, round, round] : size;
    const far = away + Math.max(...used);
    return {
      kind,
      place: [far * Math.cos(angle), used[1], far * Math.sin(angle)],
      turn: dice.between(0, 6.28),
      size: used,
      colour: colourOf(dice.between(0, 1), dice.between(0, 0.9), dice.between(0.2, 0.95)),
      pattern: kind === 'ball' ? 0 : dice.one([0, 0, 1, 2] as const),
    };
  });
}

function sortOf(name: FruitName, { kind }: Batch, dice: Dice): SceneSort {
  if (dice.chance(0.6 * kind.cut.chance)) return 'open';
  const at = dice.between(0, 1);
  if (at < 0.2) return 'single';
  if (at < 0.3) return 'few';
  if (at < 0.87) return kind.bunch === 'cluster' ? 'single' : 'heap';
  return kind.radiusCm > 5 || kind.bunch !== undefined || name === 'strawberry' ? 'single' : 'held';
}

/** How much of the picture's height is filled. */
function fillOf(sort: SceneSort, dice: Dice): number {
  if (sort === 'heap') return dice.between(0.62, 1.6);
  if (sort === 'few') return dice.between(0.8, 1.3);
  return dice.chance(0.15) ? dice.between(0.45, 0.62) : dice.between(0.65, 1.1);
}

/** Picture `picture` of a kind: what stands where, in what light, taken how. */
export function arrange(name: FruitName, seed: number, picture: number, wanted?: SceneSort): Scene {
  const dice = new Dice(seed, name, picture);
  const batch = batchOf(name, dice);
  const sort = wanted ?? sortOf(name, batch, dice);

  // In shops there is warm light from lamps, and it is dark between the fruit.
  const shop = sort === 'heap';

  // Where the camera is, seen from what it looks at.
  const around = dice.between(0, 2 * Math.PI);
  const steep =
    sort === 'heap'
      ? dice.between(batch.kind.radiusCm > 5 ? 0.35 : 0.5, 1.4)
      : dice.chance(0.15)
        ? dice.between(1.0, 1.5)
        : dice.between(0.12, 0.95);
  const toEye: Vector = [
    Math.cos(around) * Math.cos(steep),
    Math.sin(steep),
    Math.sin(around) * Math.cos(steep),
  ];
  const back: Vector = [-toEye[0], 0, -toEye[2]];

  const raised = sort === 'held' ? dice.between(2.5, 8) : 0;
  const laid = lay(sort, batch, dice, toEye);
  const lift: Vector = [0, raised, 0];
  const fill = fillOf(sort, dice);
  const focal = dice.between(1.1, 2.6);
  const view = (2 * laid.reach) / fill;
  const aside = view * (shop ? 0.08 : 0.1);
  const target = plus(plus(laid.middle, lift), direction(dice), dice.between(0, aside));
  const eye = plus(target, toEye, Math.max(focal * view, laid.reach + 1));

  const lampSide = around + dice.about(0, 2.4);
  const lampHeight = dice.between(0.5, 1.5);
  const lamp: Vector = [
    Math.cos(lampSide) * Math.cos(lampHeight),
    Math.sin(lampHeight),
    Math.sin(lampSide) * Math.cos(lampHeight),
  ];
  const warmth = dice.about(0, 0.14);
  const strength = dice.between(0.7, 1.5);
  const others = shop ? dice.between(0, 0.9) : dice.chance(0.3) ? dice.between(0.2, 0.8) : 0;
  const skyStrength = shop ? dice.between(0.15, 0.55) : dice.between(0.35, 0.8);
  const crated = shop && dice.chance(0.8);
  const floor = crated && dice.chance(0.6) ? shopFloor(dice) : shop ? bedOf(dice) : floorOf(dice);
  const wall = wallOf(dice);
  const things = crated
    ? crate(dice, laid.reach)
    : shop
      ? clutter(dice, laid.reach * 1.2, 4, back)
      : clutter(dice, laid.reach, dice.chance(0.5) ? 0 : 5, back);
  const cast = dice.about(shop ? 0.11 : 0.05, 0.17);
  return {
    eye,
    target,
    focal,
    roll: dice.about(0, shop ? 0.5 : 0.25),
    seed: dice.between(0, 1),
    lamp: {
      direction: lamp,
      hardness: dice.between(3, 24),
      colour: [strength * (1 + warmth), strength, strength * (1 - warmth)],
      others,
    },
    sky: [skyStrength * (1 - warmth), skyStrength, skyStrength * (1 + warmth * 1.2)],
    floor,
    wall,
    hand:
      sort === 'held'
        ? {
            place: plus(plus(laid.middle, lift), [0, 0.05, 0]),
            size: Math.max(0.8, laid.reach * 0.97),
            turn: after(
              turnAbout([0, 1, 0], Math.PI / 2 - around + dice.about(0, 0.9)),
              turnAbout([0, 0, 1], dice.about(0, 0.5)),
            ),
            skin: dice.one(SKINS),
          }
        : null,
    stickers: shop ? (dice.chance(0.5) ? 0 : dice.between(0, 0.5)) : dice.chance(0.12) ? 1 : 0,
    film: {
      whiteBalance: [1 + 1.5 * cast, 1 + dice.about(0, 0.06), 1 - cast],
      exposure:
        dice.between(shop ? 0.55 : 0.7, shop ? 1.1 : 1.2) /
        (0.45 + 0.4 * strength * (1 + 0.6 * others) + 0.3 * skyStrength),
      blur: dice.chance(0.85) ? dice.between(0.15, 0.45) : dice.between(0.45, 1),
      grain: dice.chance(0.6) ? dice.between(0, 0.03) : dice.between(0.02, 0.1),
      contrast: dice.about(shop ? 1.32 : 1.08, shop ? 0.25 : 0.17),
      saturation: dice.about(shop ? 0.88 : 1, 0.26),
      vignette: dice.between(0, 0.4),
      chromaSoftness: dice.between(0, 1),
      haze: dice.chance(0.15) ? dice.between(0, 0.18) : 0,
    },
    things,
    // The nearest first: what it hides need not be looked for.
    fruit: laid.fruit
      .map((one) => ({ ...one, place: plus(one.place, lift) }))
      .sort((a, b) => Math.hypot(...plus(a.place, eye, -1)) - Math.hypot(...plus(b.place, eye, -1))),
  };
}

function lay(sort: SceneSort, batch: Batch, dice: Dice, toEye: Vector): Laid {
  const { kind } = batch;
  switch (sort) {
    case 'heap':
      return heap(batch, dice);
    case 'few':
      return few(batch, dice, toEye);
    case 'open': {
      const open = [cutOpen(batch, dice, [0, 0], toEye, dice.one(kind.cut.into as unknown as [1 | 2]))];
      const seen = reachOf(open, kind);
      if (dice.chance(0.5)) {
        // A whole one behind it.
        const behind = unit([-toEye[0] + dice.about(0, 0.9), 0, -toEye[2] + dice.about(0, 0.9)]);
        const far = 2 * kind.spacing;
        open.push(...oneOf(batch, dice).map((one) => ({ ...one, place: plus(one.place, behind, far) })));
        return { fruit: open, middle: plus(seen.middle, behind, far * 0.35), reach: seen.reach * 1.35 };
      }
      return { fruit: open, ...seen };
    }
    case 'held': {
      const turn = pose('any', dice);
      const fruit = [fruitOf(batch, dice, { place: [0, 0, 0], scale: 1, turn })];
      const { reach } = reachOf(fruit, kind);
      return { fruit, middle: [0, 0, 0], reach: Math.min(reach, 1.15) };
    }
    case 'single': {
      const fruit = oneOf(batch, dice);
      return { fruit, ...reachOf(fruit, kind) };
    }
    default:
      return sort satisfies never;
  }
}
