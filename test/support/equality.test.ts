import { describe, expect, it } from 'vitest';

const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;

describe('expect in these tests', () => {
  it('tells ArrayBuffers apart by their bytes, wherever they are', () => {
    expect(bytes(1, 2)).toEqual(bytes(1, 2));
    expect(bytes(1, 2)).not.toEqual(bytes(1, 3));
    expect(bytes(1, 2)).not.toEqual(bytes(1, 2, 0));
    expect({ slabs: { parameters: bytes(1) } }).not.toEqual({ slabs: { parameters: bytes(2) } });
    expect(new Map([['parameters', bytes(1)]])).not.toEqual(new Map([['parameters', bytes(2)]]));
  });

  it.each([Float32Array, Float64Array])('tells typed arrays apart by their numbers: %o', (Numbers) => {
    expect(Numbers.of(1, NaN)).toEqual(Numbers.of(1, NaN));
    expect(Numbers.of(1)).not.toEqual(Numbers.of(2));
    expect(Numbers.of(1)).not.toEqual(Numbers.of(1, 0));
    expect({ data: Numbers.of(0, 1) }).not.toEqual({ data: Numbers.of(-0, 1) });
  });

  it('tells typed arrays apart by their type', () => {
    expect(Float32Array.of(1)).not.toEqual(Float64Array.of(1));
  });
});
