// Turns one readable .wgsl file into the shader for one shape.
//
// A shader states its sizes as constants with defaults, so that the file is valid WGSL as it stands:
//   `override K_TILE: u32 = 8;`   set when the pipeline is made; the driver folds it
//   `const K_TILE: u32 = 8;`      where the language wants a constant (array sizes), or a loop is to be unrolled:
//                                 rewritten in the text (see unroll.ts)
// The caller passes one record of numbers and need not know which constant is declared how.

import { unroll } from './unroll';

export type Constants = Readonly<Record<string, number>>;

export interface Specialised {
  readonly code: string;
  readonly overrides: Record<string, number>;
}

const DECLARATION = /^(override|const)\s+([A-Za-z_]\w*)\s*(?::\s*(u32|i32|f32|bool))?\s*=\s*([^;]+);/gm;

/** Spells a number as a WGSL literal of the given type: `3` becomes `3u`, `0.5` becomes `0.5f`. */
function literal(value: number, type: string): string {
  switch (type) {
    case 'u32':
      return `${value}u`;
    case 'i32':
      return value < 0 ? `(${value}i)` : `${value}i`;
    case 'bool':
      return value === 0 ? 'false' : 'true';
    case 'f32':
      return Number.isInteger(value) ? `${value}.0f` : `${value}f`;
    default:
      return `${value}`;
  }
}

/**
 * Sets each constant in the way that the shader declares it.
 * @throws Error if the shader declares no constant of that name, or the number does not fit its type; UnrollError
 */
export function specialise(name: string, source: string, constants: Constants): Specialised {
  const overrides: Record<string, number> = {};
  const known = new Set<string>();
  const code = source.replace(
    DECLARATION,
    (line, word: string, constant: string, type: string | undefined) => {
      known.add(constant);
      const value = constants[constant];
      if (value === undefined) return line;
      if (
        !Number.isFinite(value) ||
        ((type === 'u32' || type === 'i32') && !Number.isInteger(value)) ||
        (type === 'u32' && value < 0)
      ) {
        throw new Error(`shader '${name}': constant ${constant} is ${type ?? 'a number'}. Received ${value}`);
      }
      if (word === 'override') {
        overrides[constant] = value;
        return line;
      }
      return `const ${constant}${type === undefined ? '' : `: ${type}`} = ${literal(value, type ?? '')};`;
    },
  );
  for (const constant of Object.keys(constants)) {
    if (!known.has(constant)) {
      throw new Error(
        `shader '${name}': declares no constant ${constant}. Known: ${[...known].join(', ') || 'none'}`,
      );
    }
  }
  return { code: unroll(name, code), overrides };
}
