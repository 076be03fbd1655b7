// Stops endless loops: every loop of an edited shader gets a check that counts its iterations and breaks out past a
// limit. The check is inserted into existing lines, and its function after the last one, so that line numbers stay.

export interface LoopLimits {
  /** Turns of all loops of one invocation. */
  readonly turns: number;
  /** Of all invocations together, in units of 1024. */
  readonly total: number;
}

/** What the check writes: turns of all invocations in units of 1024, and the line of the loop that was stopped, or 0. */
export const GUARD_BYTES = 8;

/** Texts without loops need no check: null. */
export function guardLoops(text: string, { turns, total }: LoopLimits): string | null {
  const code = withoutComments(text);
  const places: { at: number; line: number }[] = [];
  for (const { index } of code.matchAll(/\b(?:for|while|loop)\b/g)) {
    const at = bodyOf(code, index);
    if (at !== -1) places.push({ at: at + 1, line: code.slice(0, index).split('\n').length });
  }
  if (places.length === 0) return null;
  let guarded = '';
  let from = 0;
  for (const { at, line } of places.sort((a, b) => a.at - b.at)) {
    guarded += `${text.slice(from, at)} if (convscope_endless(${line}u)) { break; }`;
    from = at;
  }
  return `${guarded}${text.slice(from)}
struct ConvscopeGuard { turns: atomic<u32>, line: atomic<u32> }
@group(1) @binding(0) var<storage, read_write> convscope_guard: ConvscopeGuard;
var<private> convscope_turns: u32;
fn convscope_endless(line: u32) -> bool {
  if (convscope_turns >= ${turns}u) { return true; }
  convscope_turns++;
  if (convscope_turns % 1024u == 1u) {
    // Another invocation was stopped: none of the others need go on.
    if (atomicLoad(&convscope_guard.line) != 0u) { convscope_turns = ${turns}u; return true; }
    if (atomicAdd(&convscope_guard.turns, 1u) >= ${total}u) { convscope_turns = ${turns}u; }
  }
  if (convscope_turns < ${turns}u) { return false; }
  atomicMax(&convscope_guard.line, line);
  return true;
}
`;
}

/** The line of the first loop, 1-based; 1 where there is none. */
export function firstLoop(text: string): number {
  const code = withoutComments(text);
  const at = code.search(/\b(?:for|while|loop)\b/);
  return at === -1 ? 1 : code.slice(0, at).split('\n').length;
}

/** Blanks in the place of comments, which nest in WGSL. */
export function withoutComments(text: string): string {
  let code = '';
  let depth = 0;
  for (let at = 0; at < text.length;) {
    const two = text.slice(at, at + 2);
    if (depth === 0 && two === '//') {
      const end = text.indexOf('\n', at);
      const stop = end === -1 ? text.length : end;
      code += ' '.repeat(stop - at);
      at = stop;
    } else if (two === '/*' || (depth > 0 && two === '*/')) {
      depth += two === '/*' ? 1 : -1;
      code += '  ';
      at += 2;
    } else {
      const one = text.charAt(at++);
      code += depth > 0 && one !== '\n' ? ' ' : one;
    }
  }
  return code;
}

/** Where the body of a loop opens: the first brace outside of parentheses; -1 where there is none. */
function bodyOf(code: string, from: number): number {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    const one = code[at];
    if (one === '(') depth++;
    else if (one === ')') depth--;
    else if (one === '{' && depth === 0) return at;
    else if (one === '}') return -1;
  }
  return -1;
}
