// The shaders of two dispatches that do not depend on each other as one: its first workgroups do what those of the first did,
// the others what those of the second did. Their text stays, with other names; so do the numbers that they write, to the bit.

import { evaluate } from '../gpu/unroll';
import type { Constants } from '../gpu/specialise';
import { declarationsOf, joinSources, MAX_WORKGROUPS, type Access, type KernelPlan } from './kernel';

export interface Side {
  readonly name: string;
  /** In binding order. */
  readonly bindings: Readonly<Record<string, Access>>;
  readonly plan: KernelPlan;
}

export interface SideBySide extends KernelPlan {
  readonly bindings: Readonly<Record<string, Access>>;
  /** By side, the binding's new name. */
  readonly names: readonly [
    first: Readonly<Record<string, string>>,
    second: Readonly<Record<string, string>>,
  ];
}

/** More in a workgroup are of no use to any of the kernels. */
const MOST_INVOCATIONS = 64;

const PREFIXES = ['a_', 'b_'] as const;

const ENTRY = /@compute\s+@workgroup_size\((?<size>[^)]*)\)\s*fn main\((?<parameters>[^{]*?),?\s*\)\s*\{/;
const BOUND = /@group\(0\) @binding\((\d+)\) var<[^>]+> (\w+): ([^;]+);\n/g;
const CONSTANT = /^const\s+(\w+)\s*(?::\s*\w+)?\s*=\s*([^;]+);/gm;
const PARAMETER = /(?:@builtin\((\w+)\)\s*)?(\w+)\s*:\s*(\w+)/;
const STRUCT = /\bstruct\s+(\w+)\s*\{([^}]*)\}/g;
const WORD = /(?<![.@\w])[A-Za-z_]\w*/g;
const MEMBER = /(?<![.@\w])[A-Za-z_]\w*(?!\w*\s*:)/g;

/** The numbers of a shader's `const` declarations. */
function numbersOf({ source, constants }: KernelPlan): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [, name = '', text = ''] of source.matchAll(CONSTANT)) {
    const value = constants[name] ?? (text === 'true' ? 1 : text === 'false' ? 0 : evaluate(text, numbers));
    if (value !== null) numbers.set(name, value);
  }
  return numbers;
}

/** `array<f32, N * C>` as `array<f32, 12>`, so that types can be compared. */
function typeOf(text: string, numbers: ReadonlyMap<string, number>): string {
  const [, element, length] = /^array<(\w+), (.+)>$/.exec(text) ?? [];
  const count = length === undefined ? null : evaluate(length, numbers);
  return count === null ? text : `array<${element ?? ''}, ${count}>`;
}

/** Renames what is declared at module scope; members of structs keep their names. */
function renamed(text: string, names: ReadonlyMap<string, string>): string {
  const rename = (part: string, words = WORD): string =>
    part.replace(words, (word) => names.get(word) ?? word);
  let [result, at] = ['', 0];
  for (const struct of text.matchAll(STRUCT)) {
    result += rename(text.slice(at, struct.index)) + rename(struct[0], MEMBER);
    at = struct.index + struct[0].length;
  }
  return result + rename(text.slice(at));
}

interface Prepared {
  readonly source: string;
  readonly group: number;
  readonly bound: readonly { readonly name: string; readonly type: string; readonly line: string }[];
  /** What stands in an argument's place, in order. */
  readonly parameters: readonly string[];
}

function prepare({ name, plan }: Side): Prepared {
  const numbers = numbersOf(plan);
  const entry = ENTRY.exec(plan.source)?.groups;
  const group = entry === undefined ? null : evaluate(entry.size ?? '', numbers);
  if (entry === undefined || group === null)
    throw new Error(
      `kernel '${name}': its entry point is not written as it has to be to run beside another one`,
    );
  const bound = [...plan.source.matchAll(BOUND)]
    .sort(([, a], [, b]) => Number(a) - Number(b))
    .map(([line, , variable = '', type = '']) => ({ name: variable, type: typeOf(type, numbers), line }));
  const structs = new Map(
    [...plan.source.matchAll(STRUCT)].map(([, struct = '', body = '']) => [struct, body]),
  );
  const builtins = (text: string): string[] =>
    text
      .split(/,\s*(?=@|\w+\s*:|$)/)
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const [, builtin, , type = ''] = PARAMETER.exec(part) ?? [];
        return builtin ?? `${type}(${builtins(structs.get(type) ?? '').join(', ')})`;
      });
  return { source: plan.source, group, bound, parameters: builtins(entry.parameters ?? '') };
}

/**
 * @param same whether two bindings, by the names of the first and of the second, read the same numbers
 * @param mostBindings storage buffers that a shader may have
 * @returns null where the two cannot be one dispatch
 */
export function sideBySide(
  sides: readonly [Side, Side],
  same: (first: string, second: string) => boolean,
  mostBindings: number,
): SideBySide | null {
  const prepared = [prepare(sides[0]), prepare(sides[1])] as const;
  const group = commonGroup(prepared[0].group, prepared[1].group);
  const groupsOf = (index: 0 | 1): number => {
    const [x, y, z] = sides[index].plan.workgroups;
    return Math.ceil((x * y * z) / Math.floor(group / prepared[index].group));
  };
  const [first, second] = [groupsOf(0), groupsOf(1)];
  // Barriers are for all invocations of a workgroup.
  if (prepared.some((one) => one.group < group && one.source.includes('Barrier('))) return null;
  if (first + second > MAX_WORKGROUPS || first * second === 0) return null;

  const bindings: Record<string, Access> = {};
  const lines: string[] = [];
  const constants: Record<string, number> = {};
  const bodies: string[] = [];
  const calls: string[] = [];
  const variables: Record<string, string>[] = [];
  const names: Record<string, string>[] = [];
  prepared.forEach((one, index) => {
    const side = sides[index];
    const prefix = PREFIXES[index] ?? '';
    if (side === undefined) return;
    const known = new Map(declarationsOf(one.source).map((name) => [name, prefix + name]));
    const [taken, own]: Record<string, string>[] = [{}, {}];
    Object.entries(side.bindings).forEach(([binding, access], place) => {
      const variable = one.bound[place];
      if (variable === undefined || taken === undefined || own === undefined) return;
      const twin = Object.entries(names[0] ?? {}).find(
        ([other], at) =>
          access === 'read' &&
          sides[0].bindings[other] === 'read' &&
          same(other, binding) &&
          prepared[0].bound[at]?.type === variable.type,
      );
      const name = twin?.[1] ?? prefix + binding;
      own[binding] = name;
      if (twin === undefined) {
        bindings[name] = access;
        taken[binding] = known.get(variable.name) ?? variable.name;
        const line = variable.line.replace(/@binding\(\d+\)/, `@binding(${lines.length})`);
        lines.push(renamed(line, known));
      } else {
        known.set(variable.name, variables[0]?.[twin[0]] ?? '');
      }
    });
    names.push(own ?? {});
    variables.push(taken ?? {});
    for (const [name, value] of Object.entries(side.plan.constants)) constants[prefix + name] = value;
    const text = one.source
      .replace(BOUND, '')
      .replace(ENTRY, (entry) =>
        entry.replace(/^@compute[^)]*\)\s*/, '').replaceAll(/@builtin\(\w+\)\s*/g, ''),
      );
    bodies.push(renamed(text, known));
    calls.push(call(`${prefix}main`, renamed(one.parameters.join(', '), known), side.plan, one.group, group));
  });
  if (lines.length > mostBindings) return null;

  const usesLane = calls.some((text) => text.includes('subgroup_invocation_id'));
  const main = [
    `@compute @workgroup_size(${group})`,
    'fn main(',
    '  @builtin(local_invocation_index) all_local: u32,',
    '  @builtin(workgroup_id) all_workgroups: vec3u,',
    ...(usesLane ? ['  @builtin(subgroup_invocation_id) subgroup_invocation_id: u32,'] : []),
    ') {',
    '  var at = all_workgroups.x;',
    `  if (at < ${first}u) {`,
    calls[0] ?? '',
    '  } else {',
    `    at -= ${first}u;`,
    calls[1] ?? '',
    '  }',
    '}',
    '',
  ].join('\n');
  const name = sides.map((side) => side.name).join(' + ');
  return {
    source: joinSources(name, [...lines, ...bodies, main]),
    constants: constants as Constants,
    workgroups: [first + second, 1, 1],
    flops: sides[0].plan.flops + sides[1].plan.flops,
    bindings,
    names: [names[0] ?? {}, names[1] ?? {}],
  };
}

/** Invocations of a workgroup that holds whole workgroups of both sizes; the fewer are idle, the better. */
function commonGroup(first: number, second: number): number {
  const idle = (group: number): number => (group % first) + (group % second);
  const least = Math.max(first, second);
  let best = least;
  for (let group = least; group <= Math.max(least, MOST_INVOCATIONS); group++)
    if (idle(group) / group < idle(best) / best) best = group;
  return best;
}

/**
 * Calls an entry point of old with what the built-in values of its workgroup would be. A workgroup of `group` invocations does
 * the work of several smaller ones.
 */
function call(
  name: string,
  parameters: string,
  { workgroups: [x, y, z] }: KernelPlan,
  own: number,
  group: number,
): string {
  const several = Math.floor(group / own);
  const guards = [
    ...(several * own < group ? [`all_local < ${several * own}u`] : []),
    ...((x * y * z) % several === 0 ? [] : [`index < ${x * y * z}u`]),
  ];
  const text = [
    several === 1 ? '    let index = at;' : `    let index = at * ${several}u + all_local / ${own}u;`,
    `    let local_invocation_index = all_local${several === 1 ? '' : ` % ${own}u`};`,
    `    let workgroup_id = vec3u(index % ${x}u, index / ${x}u % ${y}u, index / ${x * y}u);`,
    `    let num_workgroups = vec3u(${x}u, ${y}u, ${z}u);`,
    `    let global_invocation_id = workgroup_id * vec3u(${own}u, 1u, 1u) + vec3u(local_invocation_index, 0u, 0u);`,
  ];
  const called = `${name}(${parameters});`;
  return [
    ...text,
    guards.length === 0 ? `    ${called}` : `    if (${guards.join(' && ')}) { ${called} }`,
  ].join('\n');
}
