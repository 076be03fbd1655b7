import { describe, expect, it } from 'vitest';
import { DIGIT_SIZE, centreDigit, inkBounds } from '../../src/draw/digit';

function drawing(width: number, height: number, inked: (row: number, column: number) => boolean) {
  return {
    width,
    height,
    ink: Float32Array.from({ length: width * height }, (_, at) =>
      inked(Math.floor(at / width), at % width) ? 1 : 0,
    ),
  };
}

function centreOfMass(picture: Float32Array): [number, number] {
  let [mass, rows, columns] = [0, 0, 0];
  picture.forEach((value, at) => {
    mass += value;
    rows += value * (Math.floor(at / DIGIT_SIZE) + 0.5);
    columns += value * ((at % DIGIT_SIZE) + 0.5);
  });
  return [rows / mass, columns / mass];
}

describe('digit centring', () => {
  it('leaves an empty drawing empty', () => {
    expect(centreDigit(drawing(40, 40, () => false)).every((value) => value === 0)).toBe(true);
  });

  it('scales the longer side to twenty pixels', () => {
    const bounds = inkBounds({
      width: 28,
      height: 28,
      ink: centreDigit(
        drawing(200, 200, (row, column) => row >= 10 && row < 110 && column >= 150 && column < 170),
      ),
    });
    expect(bounds).toMatchObject({ height: 20, width: 4 });
  });

  it('lays the centre of mass in the middle, wherever it was drawn', () => {
    const heavyFoot = (top: number, left: number) =>
      drawing(
        280,
        280,
        (row, column) =>
          (row >= top && row < top + 120 && column >= left && column < left + 14) ||
          (row >= top + 90 && row < top + 120 && column >= left && column < left + 80),
      );
    const [a, b] = [centreDigit(heavyFoot(5, 5)), centreDigit(heavyFoot(140, 180))];
    expect([...a]).toEqual([...b]);
    const [row, column] = centreOfMass(a);
    expect(Math.abs(row - 14)).toBeLessThanOrEqual(0.75);
    expect(Math.abs(column - 14)).toBeLessThanOrEqual(0.75);
  });

  it('keeps the ink of an even area', () => {
    const picture = centreDigit(
      drawing(60, 60, (row, column) => row >= 10 && row < 50 && column >= 10 && column < 50),
    );
    expect(picture.reduce((sum, value) => sum + value, 0)).toBeCloseTo(400, 3);
  });
});
