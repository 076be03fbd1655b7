// How fruit lies: single ones, bunches that grew together, a few. Everything stands around the origin on y = 0.

import type { Dice } from './dice';
import { FRUITS, type FruitKind, type FruitName, type Pose } from './fruits';
import { MAX_FRUIT, type PlacedFruit } from './scene';
import { after, cross, plus, turnAbout, turned, unit, type Turn, type Vector } from './turn';

export interface Laid {
  readonly fruit: readonly PlacedFruit[];
  /** What the camera should look at, and how far it reaches around. */
  readonly middle: Vector;
  readonly reach: number;
}

/** What the fruit of one picture have in common: a variety, about one ripeness. */
export interface Batch {
  readonly kind: FruitKind;
  readonly variety: number;
  readonly ripeness: number;
  /** Share that is of another variety. */
  readonly mixed: number;
}

export function batchOf(name: FruitName, dice: Dice): Batch {
  const mixed = dice.chance(0.15) ? 0.5 : 0;
  return { kind: FRUITS[name], variety: dice.between(0, 1), ripeness: dice.between(0, 1), mixed };
}

const within = (value: number): number => Math.min(1, Math.max(0, value));

/** One fruit with a character of its own. */
export function fruitOf(
  { kind, variety, ripeness, mixed }: Batch,
  dice: Dice,
  at: { place: Vector; scale: number; turn: Turn; cut?: 0 | 1 | 2 },
): PlacedFruit {
  const cut = at.cut ?? 0;
  const wears = !dice.chance(kind.stem) ? 0 : dice.chance(kind.leaf) ? 2 : 1;
  return {
    ...at,
    cut,
    seed: dice.between(0, 1),
    ripeness: within(dice.about(ripeness, 0.2)),
    variety: dice.chance(mixed) ? dice.between(0, 1) : within(dice.about(variety, 0.05)),
    form: [dice.about(0, 1), dice.about(0, 1), dice.about(0, 1)],
    wears: cut === 0 || kind.outline.length > 2 ? wears : 0,
  };
}

/** Turns `from` to `to`, after a spin about `from`. */
export function facing(from: Vector, to: Vector, spin: number): Turn {
  const [a, b] = [unit(from), unit(to)];
  const axis = cross(a, b);
  const across = Math.hypot(...axis);
  const along = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const angle = Math.atan2(across, along);
  const turn = across < 1e-6 ? turnAbout([1, 0, 0], angle) : turnAbout(axis, angle);
  return after(turn, turnAbout(a, spin));
}

export function direction(dice: Dice): Vector {
  const y = dice.between(-1, 1);
  const angle = dice.between(0, 2 * Math.PI);
  const r = Math.sqrt(1 - y * y);
  return [r * Math.cos(angle), y, r * Math.sin(angle)];
}

export function pose(how: Pose, dice: Dice): Turn {
  const spin = dice.between(0, 2 * Math.PI);
  const heading = dice.between(0, 2 * Math.PI);
  const level: Vector = [Math.cos(heading), 0.15 * dice.about(0, 1), Math.sin(heading)];
  switch (how) {
    case 'up':
      return facing([0, 1, 0], plus([0, 1, 0], level, dice.between(0, 0.25)), spin);
    case 'down':
      return facing([0, 1, 0], level, spin);
    case 'flat':
      return after(
        turnAbout([0, 1, 0], heading),
        facing([0, 0, dice.chance(0.5) ? 1 : -1], plus([0, 1, 0], level, 0.2), spin),
      );
    case 'any':
      return facing([0, 1, 0], direction(dice), spin);
    default:
      return how satisfies never;
  }
}

/** How far below its centre a fruit touches the ground. */
export function depth({ outline }: FruitKind, turn: Turn, scale: number): number {
  return Math.max(...outline.map(([x, y, z, r]) => r - turned([x, y, z], turn)[1])) * scale;
}

/** A fruit that lies on the ground at (x, z). */
export function onGround(
  batch: Batch,
  dice: Dice,
  [x, z]: readonly [number, number],
  turn: Turn,
  scale: number,
  cut: 0 | 1 | 2 = 0,
): PlacedFruit {
  return fruitOf(batch, dice, { place: [x, depth(batch.kind, turn, scale), z], scale, turn, cut });
}

/** A half or a wedge that shows its face to `eye` (a direction), on the ground. */
export function cutOpen(
  batch: Batch,
  dice: Dice,
  at: readonly [number, number],
  eye: Vector,
  into: 1 | 2,
): PlacedFruit {
  const { face } = batch.kind.cut;
  const normal: Vector = into === 2 ? [0, 0.866, 0.5] : face === 'y' ? [0, 1, 0] : [0, 0, 1];
  const to = plus(unit(eye), direction(dice), dice.between(0.1, 0.5));
  const scale = dice.about(1, 0.1);
  const turn = facing(normal, to, face === 'y' ? dice.between(0, 6.28) : dice.about(0, 0.8));
  return onGround(batch, dice, at, turn, scale, into);
}

/** A banana's stem end lies here in its own axes (see shaders/fruit/banana.wgsl). */
function stemEnd(bend: number): Vector {
  const arc = 1.55 + 0.35 * bend;
  const angle = 1.3 / arc;
  return [arc * Math.cos(angle) - arc + 0.22, arc * Math.sin(angle), 0];
}

/** Bananas that share a stem, like the fingers of a hand. */
export function handOfBananas(
  batch: Batch,
  dice: Dice,
  count: number,
  centre: Vector,
  lay: Turn,
): PlacedFruit[] {
  const bend = dice.about(0, 0.6);
  const stem = stemEnd(bend);
  const lean = dice.between(0.06, 0.14);
  return Array.from({ length: count }, (_, i) => {
    const n = i - (count - 1) / 2;
    const own = after(
      turnAbout([1, 0, 0], n * dice.between(0.16, 0.24)),
      turnAbout([0, 0, 1], Math.abs(n) * lean + dice.about(0, 0.06)),
    );
    const turn = after(lay, own);
    const scale = dice.about(1, 0.07);
    // All stems meet in one place; each a little beside the next.
    const meeting = plus(centre, turned([stem[0], stem[1], n * 0.1], lay));
    const place = plus(meeting, turned(stem, turn), -scale);
    return {
      ...fruitOf({ ...batch, mixed: 0 }, dice, { place, scale, turn }),
      form: [0, dice.about(0, 1), bend],
    };
  });
}

/** A bunch of grapes: balls around a tapering stalk, which hangs or lies along `along`. */
export function cluster(batch: Batch, dice: Dice, count: number, along: Vector): PlacedFruit[] {
  const axis = unit(along);
  const side = unit(cross(axis, [0.3, 0.8, 0.52]));
  const other = cross(axis, side);
  const long = 0.62 * Math.sqrt(count);
  return Array.from({ length: count }, (_, i) => {
    const u = (i + 0.5) / count;
    const wide =
      (0.75 + 0.3 * Math.sqrt(count) * Math.sin(Math.PI * Math.min(1, 0.25 + 0.75 * u)) * (1.1 - 0.75 * u)) *
      0.85;
    const angle = i * 2.39996 + dice.about(0, 0.3);
    const r = wide * (i % 3 === 0 ? dice.between(0.2, 0.6) : dice.between(0.85, 1.05));
    const centre = plus(
      plus(plus([0, 0, 0], axis, (u - 0.5) * 2 * long + dice.about(0, 0.3)), side, r * Math.cos(angle)),
      other,
      r * Math.sin(angle),
    );
    const scale = dice.about(0.95, 0.1);
    const outward = plus(plus(side, [0, 0, 0], 0), axis, 0.5);
    const turn = facing([0, 1, 0], plus(outward, direction(dice), 0.6), dice.between(0, 6.28));
    return fruitOf({ ...batch, mixed: 0 }, dice, { place: centre, scale, turn });
  });
}

/** Lifts fruit until the lowest touches the ground. */
export function settle(batch: Batch, fruit: readonly PlacedFruit[]): PlacedFruit[] {
  const lowest = Math.min(
    ...fruit.map(({ place, turn, scale }) => place[1] - depth(batch.kind, turn, scale)),
  );
  return fruit.map((one) => ({ ...one, place: plus(one.place, [0, -lowest, 0]) }));
}

export function reachOf(fruit: readonly PlacedFruit[], kind: FruitKind): Pick<Laid, 'middle' | 'reach'> {
  const balls = fruit.flatMap(({ place, turn, scale }) =>
    kind.outline.map(([x, y, z, r]) => ({ at: plus(place, turned([x, y, z], turn), scale), r: r * scale })),
  );
  const low = [0, 1, 2].map((a) => Math.min(...balls.map(({ at, r }) => (at[a] ?? 0) - r)));
  const high = [0, 1, 2].map((a) => Math.max(...balls.map(({ at, r }) => (at[a] ?? 0) + r)));
  const middle = [0, 1, 2].map((a) => ((low[a] ?? 0) + (high[a] ?? 0)) / 2);
  const reach = Math.max(
    ...balls.map(({ at, r }) => Math.hypot(...at.map((value, a) => value - (middle[a] ?? 0))) + r),
  );
  return { middle: middle as unknown as Vector, reach };
}

/** What grew together, or a single fruit, as it lies on the ground. */
export function oneOf(batch: Batch, dice: Dice): PlacedFruit[] {
  const { kind } = batch;
  if (kind.bunch === 'hand' && dice.chance(0.72)) {
    const lay = after(pose('flat', dice), turnAbout([0, 1, 0], dice.about(0, 0.5)));
    return settle(batch, handOfBananas(batch, dice, dice.whole(2, 6), [0, 0, 0], lay));
  }
  if (kind.bunch === 'cluster') {
    const along: Vector = [dice.about(0, 1), dice.chance(0.5) ? -1 : dice.about(0, 0.3), dice.about(0, 1)];
    return settle(batch, cluster(batch, dice, dice.whole(22, 44), along));
  }
  return [
    onGround(batch, dice, [0, 0], pose(dice.one(kind.poses as unknown as [Pose]), dice), dice.about(1, 0.1)),
  ];
}

/** Two to six that lie about, sometimes one of them open. */
export function few(batch: Batch, dice: Dice, eye: Vector): Laid {
  const { kind } = batch;
  const fruit: PlacedFruit[] = [];
  const count = kind.bunch === undefined ? dice.whole(2, 6) : kind.bunch === 'hand' ? dice.whole(1, 2) : 1;
  const turn0 = dice.between(0, 6.28);
  const gap = dice.between(1, 1.35);
  for (let i = 0; i < count; i++) {
    const ring = i === 0 ? 0 : 2.15 * kind.spacing * gap;
    const angle = turn0 + i * (count > 4 ? 1.257 : 1.15) + dice.about(0, 0.15);
    const [x, z] = [ring * Math.cos(angle), ring * Math.sin(angle)];
    if (kind.bunch === undefined && dice.chance(kind.cut.chance * 1.2)) {
      fruit.push(cutOpen(batch, dice, [x, z], eye, dice.one(kind.cut.into as unknown as [1 | 2])));
    } else {
      const wide = kind.bunch === 'hand' ? 1.6 : 1;
      fruit.push(
        ...oneOf(batch, dice).map((one) => ({ ...one, place: plus(one.place, [x * wide, 0, z * wide]) })),
      );
    }
  }
  const all = fruit.slice(0, MAX_FRUIT);
  return { fruit: all, ...reachOf(all, kind) };
}
