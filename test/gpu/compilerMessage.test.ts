// Compilers of WGSL word their messages differently; the page shows one line of each. The messages are those of naga 29
// (wgpu in Deno 2.9.6) and of Tint.

import { expect, it } from 'vitest';
import { plainMessage } from '../../src/gpu/compilerMessage';

it.each([
  ["unresolved value 'w'", "unresolved value 'w'"],
  [
    "\nShader 'pool/forward' parsing error: no definition in scope for identifier: `w`\n" +
      '   ┌─ wgsl:49:50\n   │\n49 │         if (w > best) {\n   │             ^ unknown identifier\n\n',
    'no definition in scope for identifier: `w`',
  ],
  [
    '\nShader validation error: Entry point main at Compute is invalid\n  ┌─ broken:4:6\n  │\n4 │   if y[0] { }\n' +
      '  │      ^^^^ naga::ir::Expression [2]\n  │\n  = The `if` condition [2] is not a boolean scalar\n\n',
    'Entry point main at Compute is invalid: The `if` condition [2] is not a boolean scalar',
  ],
])('%j is shown as one line', (message, line) => {
  expect(plainMessage(message)).toBe(line);
});
