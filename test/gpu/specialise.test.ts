import { describe, expect, it } from 'vitest';
import { specialise } from '../../src/gpu/specialise';

const shader = `override WIDTH: u32 = 8;
const TILE: u32 = 4;
override PAD: i32 = 0;
const SLOPE: f32 = 0.5;
fn main() {}`;

describe('specialise', () => {
  it('hands an override to the pipeline and leaves the text as it is', () => {
    expect(specialise('s', shader, { WIDTH: 28 })).toEqual({ code: shader, overrides: { WIDTH: 28 } });
  });

  it('rewrites a const where the language wants one, with a literal of its type', () => {
    const { code, overrides } = specialise('s', shader, { TILE: 16, SLOPE: 2 });
    expect(code).toContain('const TILE: u32 = 16u;');
    expect(code).toContain('const SLOPE: f32 = 2.0f;');
    expect(overrides).toEqual({});
  });

  it('takes negative numbers where the type has them', () => {
    expect(specialise('s', shader, { PAD: -2 }).overrides).toEqual({ PAD: -2 });
    expect(() => specialise('s', shader, { TILE: -2 })).toThrow(
      "shader 's': constant TILE is u32. Received -2",
    );
  });

  it('refuses a name that the shader does not declare', () => {
    expect(() => specialise('s', shader, { HEIGHT: 1 })).toThrow(
      "shader 's': declares no constant HEIGHT. Known: WIDTH, TILE, PAD, SLOPE",
    );
  });

  it('refuses a fraction for a whole number', () => {
    expect(() => specialise('s', shader, { WIDTH: 2.5 })).toThrow(
      "shader 's': constant WIDTH is u32. Received 2.5",
    );
  });
});
