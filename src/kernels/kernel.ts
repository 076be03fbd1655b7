// A kernel is one WGSL file and one small frozen descriptor: its bindings, and how a shape determines constants,
// workgroups and work counts. A kernel holds no GPU objects; the plan creates pipelines from it.

import type { Constants } from '../gpu/specialise';
import { activationLibrary, LINEAR, type ActivationChoice, type ActivationLibrary } from './activation';
import { sharing } from './blocks';
import { CHANNEL_LIBRARIES, type Together } from './channels';
import { QUAD_SHARED_WGSL, QUAD_UNSHARED_WGSL } from './libraries';
import type { KernelTarget } from './target';
import { WEIGHT_LIBRARIES, type WeightType } from './weights';

/** `read` and `read_write` are storage buffers; `uniform` is a uniform buffer. */
export type Access = 'read' | 'read_write' | 'uniform';

export type Workgroups = readonly [x: number, y: number, z: number];

/** The settings of a kernel for one shape. */
export interface KernelPlan {
  /** The complete shader text: the libraries it needs, then its own file. */
  readonly source: string;
  readonly constants: Constants;
  readonly workgroups: Workgroups;
  /** A multiply-add counts as two. */
  readonly flops: number;
}

/** `Params` is plain data (sizes, window, options) that determines everything about one dispatch. */
export interface Kernel<Params, Binding extends string = string> {
  readonly name: string;
  /** In binding order: the n-th entry is `@group(0) @binding(n)`. */
  readonly bindings: Readonly<Record<Binding, Access>>;
  plan(params: Params, target: KernelTarget): KernelPlan;
  /** The same computation by a simple, readable shader (shaders/plain) with the same bind group. */
  readonly plain?: (params: Params) => KernelPlan;
}

/** A plan as written in a descriptor. */
export interface KernelShape extends Omit<KernelPlan, 'source'> {
  /** Stands in for the kernel's own file, with the same bindings. */
  readonly source?: readonly string[];
  /** The activation, for a shader that calls `activate` or `activation_gradient`. */
  readonly activation?: ActivationChoice | ActivationLibrary;
  /** For a shader in which the lanes of a quad share the loads of FILTERS numbers (shaders/lib/quad_shared.wgsl). */
  readonly sharesLoads?: boolean;
  /** The type of Weight, for a shader that binds an `array<Weight>`. */
  readonly weights?: WeightType;
  /** How many channels the type Channels has, for a shader that binds an `array<Channels>`. */
  readonly together?: Together;
}

/** A file that is a whole module (shaders/plain), and its settings for one shape. */
export interface PlainRung<Params> {
  readonly source: string;
  readonly plan: (params: Params) => KernelShape;
}

export function defineKernel<Params, Binding extends string>(definition: {
  name: string;
  /** The kernel's own file, after the libraries that it calls. */
  source: string | readonly string[];
  bindings: Readonly<Record<Binding, Access>>;
  plan: (params: Params, target: KernelTarget) => KernelShape;
  plain?: PlainRung<Params>;
}): Kernel<Params, Binding> {
  const { name, bindings, plan, plain } = definition;
  const own = typeof definition.source === 'string' ? [definition.source] : definition.source;
  return Object.freeze({
    name,
    bindings: Object.freeze(bindings),
    plan: (params: Params, target: KernelTarget): KernelPlan => {
      const shape = plan(params, target);
      const { activation, sharesLoads = false, weights, together, workgroups, flops } = shape;
      const constants = sharesLoads
        ? { ...shape.constants, SHARE: sharing(shape.constants.FILTERS ?? 1, target) }
        : shape.constants;
      const library = activation === undefined ? undefined : activationLibrary(activation);
      const channels = together === undefined ? undefined : CHANNEL_LIBRARIES[together];
      const sources = [
        ...(weights === undefined ? [] : [WEIGHT_LIBRARIES[weights]]),
        ...(sharesLoads ? [target.quads ? QUAD_SHARED_WGSL : QUAD_UNSHARED_WGSL] : []),
        ...(channels === undefined ? [] : [channels.types]),
        ...(library === undefined ? [] : [library.source]),
        ...(channels === undefined || library === undefined ? [] : [channels.activations]),
        ...(shape.source ?? own),
      ];
      return {
        source: joinSources(name, sources),
        constants: library === undefined ? constants : { ...constants, ...library.constants },
        workgroups,
        flops,
      };
    },
    ...(plain && { plain: plainRung(name, plain) }),
  });
}

/** `Kernel.plain` from a file and a function from shape to settings. */
export function plainRung<Params>(
  name: string,
  { source, plan }: PlainRung<Params>,
): (params: Params) => KernelPlan {
  return (params) => {
    const { activation = LINEAR, weights = 'f32', constants, workgroups, flops } = plan(params);
    const library = activationLibrary(activation);
    // The defaults in the file are the linear activation and f32 weights.
    const libraries = [
      ...(weights === 'f32' ? [] : [WEIGHT_LIBRARIES[weights]]),
      ...('kind' in activation && activation.kind === 'linear' ? [] : [library.source]),
    ];
    return {
      source: joinSources(name, [libraries.reduce(standIn, source)]),
      constants: { ...constants, ...library.constants },
      workgroups,
      flops,
    };
  };
}

const ONE_LINE = /^(?:fn|alias) (\w+).*\n/gm;

/**
 * A plain file declares each of `fn activate`, `fn activation_gradient` and `alias Weight` on one line. A library that
 * declares them replaces that line.
 */
function standIn(source: string, library: string): string {
  const declared = declarationsOf(library);
  let text = library;
  const whole = source.replace(ONE_LINE, (line, name: string) => {
    if (!declared.includes(name)) return line;
    const here = text;
    text = '';
    return here;
  });
  if (text !== '') throw new Error(`a plain file declares none of ${declared.join(', ')}`);
  return whole;
}

const DIRECTIVE = /^(?:enable|diagnostic)\b[^;]*;\n/gm;

/**
 * Joins several files into one module. Each file has its own `enable` lines; WGSL needs them before everything else.
 * @throws Error if two of them declare the same name; otherwise only the compiler of some device would report it
 */
export function joinSources(name: string, sources: readonly string[]): string {
  const declared = new Set<string>();
  for (const declaration of sources.flatMap(declarationsOf)) {
    if (declared.has(declaration))
      throw new Error(
        `kernel '${name}': '${declaration}' is declared by two of the files it is put together from`,
      );
    declared.add(declaration);
  }
  const text = sources.join('\n');
  const directives = [...new Set(text.match(DIRECTIVE) ?? [])];
  return directives.join('') + text.replace(DIRECTIVE, '');
}

export const COMMENT = /\/\/.*$|\/\*[^]*?\*\//gm;
const INNERMOST_BRACES = /\{[^{}]*\}/g;
const MODULE_SCOPE = /\b(?:override|const|fn|struct|alias|var(?:\s*<[^>]*>)?)\s+([A-Za-z_]\w*)/g;

/** The names that a WGSL text declares at module scope, cached by text. */
export function declarationsOf(source: string): readonly string[] {
  let names = declarations.get(source);
  if (names === undefined) {
    let text = source.replace(COMMENT, '');
    for (let before = ''; before !== text;) [before, text] = [text, text.replace(INNERMOST_BRACES, ';')];
    names = [...text.matchAll(MODULE_SCOPE)].map(([, name = '']) => name);
    declarations.set(source, names);
  }
  return names;
}

const declarations = new Map<string, readonly string[]>();

/** WebGPU guarantees this many workgroups per dimension. */
export const MAX_WORKGROUPS = 65535;

/**
 * Workgroups for `total` independent work items, `perGroup` per workgroup, folded into two dimensions if one is too
 * small. The shader computes its item with `linear_id` (shaders/lib/linear_id.wgsl) and guards its store, because the
 * last row of workgroups may exceed the items.
 */
export function workgroupsFor(total: number, perGroup: number): Workgroups {
  const groups = Math.max(1, Math.ceil(total / perGroup));
  if (groups <= MAX_WORKGROUPS) return [groups, 1, 1];
  const rows = Math.ceil(groups / MAX_WORKGROUPS);
  return [Math.ceil(groups / rows), rows, 1];
}
