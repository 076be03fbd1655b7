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

  it('tells Float32Arrays apart by their numbers', () => {
    expect(Float32Array.of(1, NaN)).toEqual(Float32Array.of(1, NaN));
    expect(Float32Array.of(1)).not.toEqual(Float32Array.of(2));
  });
});
