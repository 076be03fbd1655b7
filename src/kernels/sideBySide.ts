// The shaders of two dispatches that do not depend on each other as one. Their workgroups come in turn, in proportion to their
// numbers: some devices give each core one stretch of them, and each stretch then has as much work. The text of both stays, with
// other names; so do the numbers that they write, to the bit.

import { loadedText } from '../gpu/deferredText';
import { closingBrace, evaluate } from '../gpu/unroll';
import { declarationsOf, joinSources, MAX_WORKGROUPS, type Access, type KernelPlan } from './kernel';

export interface Side {
  readonly name: string;
  /** In binding order. */
  readonly bindings: Readonly<Record<string, Access>>;
  readonly plan: KernelPlan;
}

export interface SideBySide extends KernelPlan {
  readonly bindings: Readonly<Record<string, Access>>;
  /** By side, a binding's new name. */
  readonly names: readonly [
    first: Readonly<Record<string, string>>,
    second: Readonly<Record<string, string>>,
  ];
}

/** More invocations in a workgroup are of no use to any of the kernels. */
const MOST_INVOCATIONS = 64;

const ENTRY = /@compute\s+@workgroup_size\((?<size>[^)]*)\)\s*fn main\((?<parameters>[^{]*)\)\s*\{\n/;
const BOUND = /@group\(0\) @binding\((\d+)\) var<[^>]+> (\w+)\s*:\s*([^;]+);\n/g;
const CONSTANT = /^const\s+(\w+)\s*(?::\s*\w+)?\s*=\s*([^;]+);/gm;
const WORKGROUP = /\bvar<workgroup>\s*\w+\s*:\s*array<(\w+),\s*([^>;]+)>/g;
const BYTES: Readonly<Record<string, number>> = { vec4f: 16, vec2f: 8 };
/** Of memory that a workgroup shares: the limit that WebGPU guarantees. */
const MOST_SHARED_BYTES = 16_384;
const PARAMETER = /(?:@builtin\((?<builtin>\w+)\)\s*)?(?<name>\w+)\s*:\s*(?<type>\w+)/g;
const STRUCT = /\bstruct\s+(\w+)\s*\{([^}]*)\}/g;
const WORD = /(?<![.@\w])[A-Za-z_]\w*/g;
const WORD_BUT_MEMBERS = /(?<![.@\w])[A-Za-z_]\w*\b(?!\s*:)/g;

/** The numbers of a shader's `const` declarations. */
function numbersOf({ source, constants }: KernelPlan): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [, name = '', text = ''] of source.matchAll(CONSTANT)) {
    const value = constants[name] ?? evaluate(text, numbers);
    if (value !== null) numbers.set(name, value);
  }
  return numbers;
}

/** How many invocations a side has. */
export function invocationsOf({ plan }: Pick<Side, 'plan'>): number {
  const size = ENTRY.exec(loadedText(plan.source))?.groups?.size ?? '';
  const [x, y, z] = plan.workgroups;
  return x * y * z * (evaluate(size, numbersOf(plan)) ?? MOST_INVOCATIONS);
}

/** `array<f32, N * C>` as `array<f32, 12>`, so that types can be compared. */
function typeOf(text: string, numbers: ReadonlyMap<string, number>): string {
  const [, element = '', length = ''] = /^array<(\w+),\s*(.+)>$/.exec(text) ?? [];
  const count = evaluate(length, numbers);
  return count === null ? text : `array<${element}, ${count}>`;
}

/** Renames what is declared at module scope; members of structs keep their names. */
function renamed(text: string, names: ReadonlyMap<string, string>): string {
  const rename = (part: string, words: RegExp): string =>
    part.replace(words, (word) => names.get(word) ?? word);
  let [result, at] = ['', 0];
  for (const struct of text.matchAll(STRUCT)) {
    result += rename(text.slice(at, struct.index), WORD) + rename(struct[0], WORD_BUT_MEMBERS);
    at = struct.index + struct[0].length;
  }
  return result + rename(text.slice(at), WORD);
}

interface Shader {
  /** Everything but the bindings and the entry point. */
  readonly declared: string;
  /** By the number of the binding: a kernel may have some that its shader does not read. */
  readonly bound: ReadonlyMap<
    number,
    { readonly name: string; readonly type: string; readonly line: string }
  >;
  /** Invocations of a workgroup. */
  readonly group: number;
  /** Memory that a workgroup shares. */
  readonly sharedBytes: number;
  /** What the entry point does, and before it, its parameters as variables. */
  readonly parameters: readonly string[];
  readonly body: string;
}

function shaderOf({ name, plan }: Side): Shader {
  const { source } = plan;
  const numbers = numbersOf(plan);
  const entry = ENTRY.exec(source);
  const { size = '', parameters: given = '' } = entry?.groups ?? {};
  const group = evaluate(size, numbers);
  if (entry === null || group === null)
    throw new Error(`kernel '${name}': expected one entry point 'main' with a workgroup of known size`);
  const from = entry.index + entry[0].length;
  const to = closingBrace(source, from);
  let body = source.slice(from, to);

  const structs = new Map([...source.matchAll(STRUCT)].map(([, one = '', members = '']) => [one, members]));
  const parametersIn = (text: string): Record<string, string | undefined>[] =>
    [...text.matchAll(PARAMETER)].flatMap(({ groups }) => (groups === undefined ? [] : [groups]));
  const parameters = parametersIn(given).map(({ builtin, name: variable = '', type = '' }) => {
    if (builtin !== undefined) return `let ${variable} = ${builtin};`;
    const members = parametersIn(structs.get(type) ?? '');
    // Read as what they are: what is known of their range is then not lost.
    for (const member of members)
      body = body.replaceAll(
        new RegExp(`\\b${variable}\\.${member.name ?? ''}\\b`, 'g'),
        member.builtin ?? '',
      );
    return `let ${variable} = ${type}(${members.map((member) => member.builtin).join(', ')});`;
  });
  return {
    declared: (source.slice(0, entry.index) + source.slice(to + 1)).replace(BOUND, ''),
    bound: new Map(
      [...source.matchAll(BOUND)].map(([line, number = '', variable = '', type = '']) => [
        Number(number),
        { name: variable, type: typeOf(type, numbers), line },
      ]),
    ),
    sharedBytes: [...source.matchAll(WORKGROUP)].reduce(
      (sum, [, element = '', length = '']) => sum + (BYTES[element] ?? 4) * (evaluate(length, numbers) ?? 0),
      0,
    ),
    ...{ group, parameters, body },
  };
}

/** Invocations of a workgroup that holds whole workgroups of both sizes: as few as possible are idle. */
function commonGroup(first: number, second: number): number {
  const idle = (group: number): number => ((group % first) + (group % second)) / group;
  let best = Math.max(first, second);
  for (let group = best; group <= MOST_INVOCATIONS; group++) if (idle(group) < idle(best)) best = group;
  return best;
}

/**
 * A side as a block of the common entry point, with the built-in values of its own workgroups. A workgroup of `group` invocations
 * does the work of several smaller ones.
 */
function block({ parameters, body, group: own }: Shader, { workgroups }: KernelPlan, group: number): string {
  const [x, y, z] = workgroups;
  const several = Math.floor(group / own);
  const conditions = [
    ...(several * own < group ? [`all_local < ${several * own}u`] : []),
    ...((x * y * z) % several === 0 ? [] : [`own_group < ${x * y * z}u`]),
  ];
  const [share, local] =
    several === 1
      ? ['all_group', 'all_local']
      : [`all_group * ${several}u + all_local / ${own}u`, `all_local % ${own}u`];
  return [
    `let own_group = ${share};`,
    `let local_invocation_index = ${local};`,
    `let workgroup_id = vec3u(own_group % ${x}u, own_group / ${x}u % ${y}u, own_group / ${x * y}u);`,
    `let num_workgroups = vec3u(${x}u, ${y}u, ${z}u);`,
    `let global_invocation_id = workgroup_id * vec3u(${own}u, 1u, 1u) + vec3u(local_invocation_index, 0u, 0u);`,
    conditions.length === 0 ? '{' : `if (${conditions.join(' && ')}) {`,
    ...parameters,
    body,
    '}',
  ].join('\n');
}

/**
 * Shader texts that come later (gpu/deferredText.ts) have to be loaded.
 * @param same whether two bindings, by the names of the first and of the second, are the same numbers
 * @param mostBindings storage buffers that a shader may have
 * @returns null where the two cannot be one dispatch
 */
export function sideBySide(
  given: readonly [Side, Side],
  same: (first: string, second: string) => boolean,
  mostBindings: number,
): SideBySide | null {
  const whole = (side: Side): Side => ({
    ...side,
    plan: { ...side.plan, source: loadedText(side.plan.source) },
  });
  const sides = [whole(given[0]), whole(given[1])] as const;
  const shaders = [shaderOf(sides[0]), shaderOf(sides[1])] as const;
  const group = commonGroup(shaders[0].group, shaders[1].group);
  // Barriers are for all invocations of a workgroup. One of a single invocation has none once its loops are unrolled.
  if (
    shaders.some(
      (one) => one.group > 1 && one.group < group && (one.declared + one.body).includes('Barrier('),
    )
  )
    return null;
  if (shaders[0].sharedBytes + shaders[1].sharedBytes > MOST_SHARED_BYTES) return null;
  const [first, second] = ([0, 1] as const).map((index) => {
    const [x, y, z] = sides[index].plan.workgroups;
    return Math.ceil((x * y * z) / Math.floor(group / shaders[index].group));
  }) as [number, number];
  if (first + second > MAX_WORKGROUPS || first * second === 0) return null;

  const bindings: Record<string, Access> = {};
  const constants: Record<string, number> = {};
  const names = [{}, {}] as [Record<string, string>, Record<string, string>];
  const lines: string[] = [];
  const parts = ([0, 1] as const).map((index) => {
    const [side, shader, prefix] = [sides[index], shaders[index], index === 0 ? 'a_' : 'b_'];
    const known = new Map(declarationsOf(side.plan.source).map((name) => [name, prefix + name]));
    Object.entries(side.bindings).forEach(([binding, access], place) => {
      const variable = shader.bound.get(place);
      if (variable === undefined) return;
      // What both read of one type is bound once.
      const twin = Object.keys(sides[0].bindings).findIndex(
        (other, at) =>
          index === 1 &&
          access === 'read' &&
          sides[0].bindings[other] === 'read' &&
          shaders[0].bound.get(at)?.type === variable.type &&
          same(other, binding),
      );
      const shared = Object.keys(sides[0].bindings)[twin];
      if (shared !== undefined) {
        names[index][binding] = `a_${shared}`;
        known.set(variable.name, `a_${shaders[0].bound.get(twin)?.name ?? ''}`);
        return;
      }
      names[index][binding] = prefix + binding;
      bindings[prefix + binding] = access;
      lines.push(renamed(variable.line.replace(/@binding\(\d+\)/, `@binding(${lines.length})`), known));
    });
    for (const [name, value] of Object.entries(side.plan.constants)) constants[prefix + name] = value;
    return {
      declared: renamed(shader.declared, known),
      block: renamed(block(shader, side.plan, group), known),
    };
  });
  if (lines.length > mostBindings) return null;

  const [a, b] = parts;
  const usesLane = parts.some((part) => part.block.includes('subgroup_invocation_id'));
  const main = `@compute @workgroup_size(${group})
fn main(
  @builtin(local_invocation_index) all_local: u32,
  @builtin(workgroup_id) all_groups: vec3u,
  ${usesLane ? '@builtin(subgroup_invocation_id) subgroup_invocation_id: u32,' : ''}
) {
let first_before = all_groups.x * ${first}u / ${first + second}u;
if ((all_groups.x + 1u) * ${first}u / ${first + second}u > first_before) {
let all_group = first_before;
${a?.block ?? ''}
} else {
let all_group = all_groups.x - first_before;
${b?.block ?? ''}
}
}
`;
  return {
    source: joinSources(`${sides[0].name} + ${sides[1].name}`, [
      ...lines,
      ...parts.map(({ declared }) => declared),
      main,
    ]),
    ...{ constants, bindings, names },
    workgroups: [first + second, 1, 1],
    flops: sides[0].plan.flops + sides[1].plan.flops,
  };
}
