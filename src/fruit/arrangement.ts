// How fruit lies: single ones, bunches that grew together, a few. Everything stands around the origin on y = 0.

import type { Rng } from '../reference/rng';
import { FRUITS, type FruitKind, type FruitName, type Pose } from './fruits';
import { MAX_FRUIT, type PlacedFruit } from './scene';
import {
  after,
  cross,
  addScaled,
  aboutAxis,
  scaled,
  rotate,
  normalize,
  type Quaternion,
  type Vector,
} from './quaternion';

export interface Arrangement {
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

export function batchOf(name: FruitName, rng: Rng): Batch {
  const mixed = rng.chance(0.15) ? 0.5 : 0;
  return { kind: FRUITS[name], variety: rng.between(0, 1), ripeness: rng.between(0, 1), mixed };
}

const within = (value: number): number => Math.min(1, Math.max(0, value));

/** One fruit with a character of its own. */
export function fruitOf(
  { kind, variety, ripeness, mixed }: Batch,
  rng: Rng,
  at: { place: Vector; scale: number; rotation: Quaternion; cut?: 0 | 1 | 2 },
): PlacedFruit {
  const cut = at.cut ?? 0;
  const wears = !rng.chance(kind.stem) ? 0 : rng.chance(kind.leaf) ? 2 : 1;
  return {
    ...at,
    cut,
    seed: rng.between(0, 1),
    ripeness: within(rng.about(ripeness, 0.2)),
    variety: rng.chance(mixed) ? rng.between(0, 1) : within(rng.about(variety, 0.05)),
    form: [rng.about(0, 1), rng.about(0, 1), rng.about(0, 1)],
    wears: cut === 0 || kind.outline.length > 2 ? wears : 0,
  };
}

/** Turns `from` to `to`, after a spin about `from`. */
export function facing(from: Vector, to: Vector, spin: number): Quaternion {
  const [a, b] = [normalize(from), normalize(to)];
  const axis = cross(a, b);
  const across = Math.hypot(...axis);
  const along = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const angle = Math.atan2(across, along);
  const rotation = across < 1e-6 ? aboutAxis([1, 0, 0], angle) : aboutAxis(axis, angle);
  return after(rotation, aboutAxis(a, spin));
}

export function direction(rng: Rng): Vector {
  const y = rng.between(-1, 1);
  const angle = rng.between(0, 2 * Math.PI);
  const r = Math.sqrt(1 - y * y);
  return [r * Math.cos(angle), y, r * Math.sin(angle)];
}

export function pose(how: Pose, rng: Rng): Quaternion {
  const spin = rng.between(0, 2 * Math.PI);
  const heading = rng.between(0, 2 * Math.PI);
  const level: Vector = [Math.cos(heading), 0.15 * rng.about(0, 1), Math.sin(heading)];
  switch (how) {
    case 'up':
      return facing([0, 1, 0], addScaled([0, 1, 0], level, rng.between(0, 0.25)), spin);
    case 'down':
      return facing([0, 1, 0], level, spin);
    case 'flat':
      return after(
        aboutAxis([0, 1, 0], heading),
        facing([0, 0, rng.chance(0.5) ? 1 : -1], addScaled([0, 1, 0], level, 0.2), spin),
      );
    case 'any':
      return facing([0, 1, 0], direction(rng), spin);
    default:
      return how satisfies never;
  }
}

/** How far below its centre a fruit touches the ground. */
export function depth({ outline }: FruitKind, rotation: Quaternion, scale: number): number {
  return Math.max(...outline.map(([x, y, z, r]) => r - rotate([x, y, z], rotation)[1])) * scale;
}

/** A fruit that lies on the ground at (x, z). */
export function onGround(
  batch: Batch,
  rng: Rng,
  [x, z]: readonly [number, number],
  rotation: Quaternion,
  scale: number,
  cut: 0 | 1 | 2 = 0,
): PlacedFruit {
  return fruitOf(batch, rng, { place: [x, depth(batch.kind, rotation, scale), z], scale, rotation, cut });
}

/** A half or a wedge that shows its face to `eye` (a direction), on the ground. */
export function cutOpen(
  batch: Batch,
  rng: Rng,
  at: readonly [number, number],
  eye: Vector,
  into: 1 | 2,
): PlacedFruit {
  const { face } = batch.kind.cut;
  const normal: Vector = into === 2 ? [0, 0.866, 0.5] : face === 'y' ? [0, 1, 0] : [0, 0, 1];
  const to = addScaled(normalize(eye), direction(rng), rng.between(0.1, 0.5));
  const scale = rng.about(1, 0.1);
  const rotation = facing(normal, to, face === 'y' ? rng.between(0, 6.28) : rng.about(0, 0.8));
  return onGround(batch, rng, at, rotation, scale, into);
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
  rng: Rng,
  count: number,
  centre: Vector,
  base: Quaternion,
): PlacedFruit[] {
  const bend = rng.about(0, 0.6);
  const stem = stemEnd(bend);
  const lean = rng.between(0.06, 0.14);
  return Array.from({ length: count }, (_, i) => {
    const n = i - (count - 1) / 2;
    const own = after(
      aboutAxis([1, 0, 0], n * rng.between(0.16, 0.24)),
      aboutAxis([0, 0, 1], Math.abs(n) * lean + rng.about(0, 0.06)),
    );
    const rotation = after(base, own);
    const scale = rng.about(1, 0.07);
    // All stems meet in one place; each a little beside the next.
    const meeting = addScaled(centre, rotate([stem[0], stem[1], n * 0.1], base));
    const place = addScaled(meeting, rotate(stem, rotation), -scale);
    return {
      ...fruitOf({ ...batch, mixed: 0 }, rng, { place, scale, rotation }),
      form: [0, rng.about(0, 1), bend],
    };
  });
}

/** A bunch of grapes: balls around a tapering stalk, which hangs or lies along `along`. */
export function cluster(batch: Batch, rng: Rng, count: number, along: Vector): PlacedFruit[] {
  const axis = normalize(along);
  const side = normalize(cross(axis, [0.3, 0.8, 0.52]));
  const other = cross(axis, side);
  const long = 0.62 * Math.sqrt(count);
  return Array.from({ length: count }, (_, i) => {
    const u = (i + 0.5) / count;
    const wide =
      (0.75 + 0.3 * Math.sqrt(count) * Math.sin(Math.PI * Math.min(1, 0.25 + 0.75 * u)) * (1.1 - 0.75 * u)) *
      0.85;
    const angle = i * 2.39996 + rng.about(0, 0.3);
    const r = wide * (i % 3 === 0 ? rng.between(0.2, 0.6) : rng.between(0.85, 1.05));
    const centre = addScaled(
      addScaled(scaled(axis, (u - 0.5) * 2 * long + rng.about(0, 0.3)), side, r * Math.cos(angle)),
      other,
      r * Math.sin(angle),
    );
    const scale = rng.about(0.95, 0.1);
    const outward = addScaled(side, axis, 0.5);
    const rotation = facing([0, 1, 0], addScaled(outward, direction(rng), 0.6), rng.between(0, 6.28));
    return fruitOf({ ...batch, mixed: 0 }, rng, { place: centre, scale, rotation });
  });
}

/** Lifts fruit until the lowest touches the ground. */
export function settle(batch: Batch, fruit: readonly PlacedFruit[]): PlacedFruit[] {
  const lowest = Math.min(
    ...fruit.map(({ place, rotation, scale }) => place[1] - depth(batch.kind, rotation, scale)),
  );
  return fruit.map((one) => ({ ...one, place: addScaled(one.place, [0, -lowest, 0]) }));
}

export function reachOf(
  fruit: readonly PlacedFruit[],
  kind: FruitKind,
): Pick<Arrangement, 'middle' | 'reach'> {
  const balls = fruit.flatMap(({ place, rotation, scale }) =>
    kind.outline.map(([x, y, z, r]) => ({
      at: addScaled(place, rotate([x, y, z], rotation), scale),
      r: r * scale,
    })),
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
export function oneOf(batch: Batch, rng: Rng): PlacedFruit[] {
  const { kind } = batch;
  if (kind.bunch === 'hand' && rng.chance(0.72)) {
    const base = after(pose('flat', rng), aboutAxis([0, 1, 0], rng.about(0, 0.5)));
    return settle(batch, handOfBananas(batch, rng, rng.whole(2, 6), [0, 0, 0], base));
  }
  if (kind.bunch === 'cluster') {
    const along: Vector = [rng.about(0, 1), rng.chance(0.5) ? -1 : rng.about(0, 0.3), rng.about(0, 1)];
    return settle(batch, cluster(batch, rng, rng.whole(22, 44), along));
  }
  return [
    onGround(batch, rng, [0, 0], pose(rng.one(kind.poses as unknown as [Pose]), rng), rng.about(1, 0.1)),
  ];
}

/** Two to six that lie about, sometimes one of them open. */
export function few(batch: Batch, rng: Rng, eye: Vector): Arrangement {
  const { kind } = batch;
  const fruit: PlacedFruit[] = [];
  const count = kind.bunch === undefined ? rng.whole(2, 6) : kind.bunch === 'hand' ? rng.whole(1, 2) : 1;
  const turn0 = rng.between(0, 6.28);
  const gap = rng.between(1, 1.35);
  for (let i = 0; i < count; i++) {
    const ring = i === 0 ? 0 : 2.15 * kind.spacing * gap;
    const angle = turn0 + i * (count > 4 ? 1.257 : 1.15) + rng.about(0, 0.15);
    const [x, z] = [ring * Math.cos(angle), ring * Math.sin(angle)];
    if (kind.bunch === undefined && rng.chance(kind.cut.chance * 1.2)) {
      fruit.push(cutOpen(batch, rng, [x, z], eye, rng.one(kind.cut.into as unknown as [1 | 2])));
    } else {
      const wide = kind.bunch === 'hand' ? 1.6 : 1;
      fruit.push(
        ...oneOf(batch, rng).map((one) => ({ ...one, place: addScaled(one.place, [x * wide, 0, z * wide]) })),
      );
    }
  }
  const all = fruit.slice(0, MAX_FRUIT);
  return { fruit: all, ...reachOf(all, kind) };
}
