// Who holds instants of a run, and how many of them: those that edits hold on the device, and those on the host.

import { expect, it } from 'vitest';
import { Slab } from '../../src/gpu/slab';
import { SavedPast } from '../../src/session/travel/savedPast';
import { fitPasts, SharedPast } from '../../src/session/travel/sharedPast';
import { Snapshots } from '../../src/train/snapshots';
import type { Trainer } from '../../src/train/trainer';
import { testDevice } from '../support/device';

const SIZE = 256;

/** A run with its step number as its whole state. */
async function setUp(): Promise<{ snapshots: Snapshots; run: (from: number, to: number) => void }> {
  const device = await testDevice();
  const slab = new Slab('parameters');
  slab.reserve(SIZE);
  slab.allocate(device);
  const trainer = { live: new Map([['parameters', slab]]) } as unknown as Trainer;
  const snapshots = new Snapshots(device, trainer);
  const run = (from: number, to: number): void => {
    for (let step = from; step <= to; step = snapshots.nextAfter(step)) {
      device.queue.writeBuffer(slab.buffer, 0, Float32Array.of(step));
      snapshots.take(step, 0.01);
    }
  };
  return { snapshots, run };
}

const stepsOf = (of: readonly { readonly step: number }[]): number[] => of.map(({ step }) => step);

it('instants that an edit holds outlive their network, and are thinned to a budget, the furthest first', async () => {
  const { snapshots, run } = await setUp();
  run(0, 40);
  const early = new SharedPast(snapshots);
  const count = early.instants.length;
  run(41, 200);
  const late = new SharedPast(snapshots);
  // What the run holds itself costs nothing more.
  fitPasts([early, late], snapshots, 0);
  expect(early.instants).toHaveLength(count);
  snapshots.clear();
  // They share the first part: all fit, as all together are no more than the longer one.
  fitPasts([early, late], snapshots, late.instants.length * SIZE);
  expect(early.instants).toHaveLength(count);
  fitPasts([early, late], snapshots, 30 * SIZE);
  const left = new Set([...early.instants, ...late.instants]);
  expect(left.size).toBeLessThanOrEqual(30);
  expect(late.instants.length).toBeGreaterThan(3);
  // Spread as the schedule spreads them, from the first to the last.
  expect(stepsOf(late.instants)[0]).toBe(0);
  expect(stepsOf(late.instants).at(-1)).toBeGreaterThan(180);
  const wanted = stepsOf(late.instants);
  snapshots.addShared(late.instants);
  late.release();
  early.release();
  expect(snapshots.steps).toEqual(wanted);
  const saved = new SavedPast();
  await saved.follow(snapshots);
  expect(saved.upTo(999).map(({ bytes }) => new Float32Array(bytes)[0])).toEqual(wanted);
  snapshots.destroy();
});

it('the choice on the host stays below its budget, spread evenly, and follows what is cut and taken anew', async () => {
  const { snapshots, run } = await setUp();
  const saved = new SavedPast(12 * SIZE);
  for (let end = 10; end <= 400; end += 30) {
    run(end === 10 ? 0 : snapshots.nextAfter(snapshots.steps.at(-1)!), end);
    await saved.follow(snapshots);
  }
  const chosen = saved.upTo(Infinity);
  expect(chosen).toHaveLength(12);
  expect(chosen.map(({ bytes }) => new Float32Array(bytes)[0])).toEqual(stepsOf(chosen));
  expect(chosen[0]?.step).toBe(0);
  expect(chosen.at(-1)?.step).toBe(snapshots.steps.at(-1));
  // On a logarithmic axis no gap is more than a few times the mean.
  const logs = stepsOf(chosen).map((step) => Math.log(step + 1));
  const gaps = logs.slice(1).map((at, i) => at - logs[i]!);
  expect(Math.max(...gaps)).toBeLessThan((4 * logs.at(-1)!) / gaps.length);
  expect(saved.upTo(100).every(({ step }) => step <= 100)).toBe(true);
  const middle = chosen[6]!.step;
  snapshots.release(snapshots.cutAfter(middle));
  run(middle + 1, middle + 1);
  await saved.follow(snapshots);
  expect(stepsOf(saved.upTo(Infinity))).toEqual([...stepsOf(chosen).slice(0, 7), middle + 1]);
  // It comes back on another device.
  const other = await setUp();
  other.snapshots.addSaved(saved.upTo(middle));
  expect(other.snapshots.steps).toEqual(stepsOf(chosen).slice(0, 7));
  const copy = new SavedPast();
  await copy.follow(other.snapshots);
  expect(copy.upTo(middle)).toEqual(saved.upTo(middle));
  for (const one of [snapshots, other.snapshots]) one.destroy();
});

it('a run that an undone edit brings back has the copies of its snapshots that are still there, and reads none again', async () => {
  const { snapshots, run } = await setUp();
  run(0, 200);
  const first = new SavedPast(12 * SIZE);
  await first.follow(snapshots);
  const copies = first.upTo(999);
  const again = new SavedPast(12 * SIZE);
  await again.follow(snapshots);
  expect(again.upTo(999)).toHaveLength(copies.length);
  again.upTo(999).forEach((copy, at) => expect(copy).toBe(copies[at]));
});
