// What stands in a picture: seeded, inside what the shader has room for, in view and above the floor.

import { describe, expect, it } from 'vitest';
import { arrange } from '../../src/fruit/arrange';
import { ALL_FRUITS, DEFAULT_FRUITS, fruitNames, FRUITS } from '../../src/fruit/fruits';
import { cameraAxes, MAX_FRUIT, MAX_THINGS, SCENE_LENGTH, writeScene } from '../../src/fruit/scene';
import { addScaled, rotate } from '../../src/fruit/quaternion';

describe.each(ALL_FRUITS)('%s', (name) => {
  const scenes = Array.from({ length: 60 }, (_, n) => arrange(name, 1, n));

  it('is arranged anew in every picture, and alike for the same seed and number', () => {
    expect(arrange(name, 1, 7)).toEqual(scenes[7]);
    expect(new Set(scenes.map((scene) => JSON.stringify(scene))).size).toBe(60);
    expect(arrange(name, 2, 7)).not.toEqual(scenes[7]);
  });

  it('fits the shader, which finds only finite numbers', () => {
    for (const scene of scenes) {
      expect(scene.fruit.length).toBeGreaterThan(0);
      expect(scene.fruit.length).toBeLessThanOrEqual(MAX_FRUIT);
      expect(scene.things.length).toBeLessThanOrEqual(MAX_THINGS);
      const numbers = new Float32Array(SCENE_LENGTH);
      writeScene(scene, numbers);
      expect(numbers.every(Number.isFinite)).toBe(true);
    }
  });

  it('is in the picture, before the camera, above the floor', () => {
    for (const scene of scenes) {
      const [right, up, forward] = cameraAxes(scene);
      const dot = (a: readonly number[], b: readonly number[]): number =>
        a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
      const seen = scene.fruit.filter(({ place }) => {
        const from = addScaled(place, scene.eye, -1);
        const far = dot(from, forward);
        const at = (axis: readonly number[]): number => Math.abs((dot(from, axis) * scene.focal) / far);
        return far > 0 && at(right) < 0.5 && at(up) < 0.5;
      });
      expect(seen.length).toBeGreaterThan(0);
      expect(scene.eye[1]).toBeGreaterThan(0);
      for (const { place, rotation, scale } of scene.fruit) {
        const lowest = FRUITS[name].outline.map(([x, y, z, r]) => rotate([x, y, z], rotation)[1] - r);
        expect(place[1] + scale * Math.min(...lowest)).toBeGreaterThan(-0.7);
      }
    }
  });

  it('stands with the nearest first, as the shader expects', () => {
    for (const { fruit, eye } of scenes) {
      const away = fruit.map(({ place }) => Math.hypot(...addScaled(place, eye, -1)));
      expect(away).toEqual([...away].sort((a, b) => a - b));
    }
  });
});

describe('a shop', () => {
  const heaps = Array.from({ length: 40 }, (_, n) => arrange('banana', 1, n, 'heap'));

  it('lays bananas in hands with their backs up', () => {
    const up = heaps.flatMap(({ fruit }) => fruit.map(({ rotation }) => rotate([1, 0, 0], rotation)[1]));
    expect(up.reduce((a, b) => a + b, 0) / up.length).toBeGreaterThan(0.7);
    expect(rotate([0, 1, 0], heaps[0]!.fruit[0]!.rotation)[1]).toBeLessThan(0.8); // none stands on its end
  });

  it('has lamps more than one, and warm light on average; a single fruit seldom', () => {
    const [others, red, blue] = [
      (n: number) => heaps[n]!.lamp.others,
      (n: number) => heaps[n]!.film.whiteBalance[0],
      (n: number) => heaps[n]!.film.whiteBalance[2],
    ].map((of) => heaps.reduce((sum, _, n) => sum + of(n), 0) / heaps.length);
    expect(others).toBeGreaterThan(0.3);
    expect(red! / blue!).toBeGreaterThan(1.15);
    const singles = Array.from({ length: 40 }, (_, n) => arrange('banana', 1, n, 'single'));
    expect(singles.filter(({ lamp }) => lamp.others > 0).length).toBeLessThan(25);
  });

  it('shows heaps in about half of the pictures of what it sells', () => {
    const many = Array.from({ length: 200 }, (_, n) => arrange('orange', 1, n).fruit.length);
    const share = many.filter((fruit) => fruit > 20).length / 200;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.65);
  });
});

it('names are checked', () => {
  expect(fruitNames(DEFAULT_FRUITS)).toHaveLength(8);
  expect(() => fruitNames(['apple', 'durian'])).toThrow("fruit: there is no 'durian'. Known: apple, banana");
  expect(() => fruitNames(['apple', 'apple'])).toThrow('twice');
  expect(() => fruitNames([])).toThrow('at least one');
});
