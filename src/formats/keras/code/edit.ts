// Changes to a network, made in the script that describes it: one argument, one layer, and nothing else. The learner's
// formatting, comments and variables stay.
//
// A value may be written at its argument, at a variable, or in a list that a loop goes through. Each of these places is
// tried, and the changed script is read again: the first edit that changes what was asked for and nothing else counts.
// So an edit is never a guess. Where a loop makes several layers of one argument, all of them change, and the caller
// is told which; where a value is worked out in a loop, the edit is refused.

import { optionOf, penaltyOf } from '../layers';
import { kerasName } from '../../../layers/shared/kerasNames';
import { checkOptions, type OptionTable } from '../../../layers/options';
import { layerDefinition, type LayerKind } from '../../../layers/all';
import type { LayerConfig } from '../../../models/network';
import { argumentEdits, replacements } from './argumentEdits';
import { changedLayers, factsOf, same, type Facts } from './facts';
import { fileAt, startOf } from './files';
import { nameInCode } from './imports';
import { insertions, layerCode, moves, removals, usesNames } from './layerEdits';
import { optionText, penaltyText, pythonText, type NameOf } from './python';
import { DIGITS, type ReadingGoal } from './goal';
import { readCode, type CodeReading } from './read';
import { settingEdits, smoothedLoss, type SettingChange } from './settingEdits';
import type { Range } from './syntax';
import { applyEdits, type TextEdit } from './textEdits';

/** Layers are named by their place in `reading.layers`. */
export type CodeChange =
  | { readonly what: 'option'; readonly layer: number; readonly option: string; readonly value: unknown }
  | { readonly what: 'name'; readonly layer: number; readonly name: string }
  | { readonly what: 'trainable'; readonly layer: number; readonly trainable: boolean }
  /** Behind another layer; −1: in front of all. */
  | { readonly what: 'add'; readonly after: number; readonly layer: LayerConfig }
  | { readonly what: 'remove'; readonly layer: number }
  /** To where it stands behind another, both by their places now; −1: in front of all. */
  | { readonly what: 'move'; readonly layer: number; readonly after: number }
  | SettingChange;

/**
 * Why a change is not made.
 * unreadable  the code has errors
 * loop        the value is worked out anew for every layer that a loop makes
 * place       there is no place for it: no compile(), no fit(), a layer that a loop makes
 */
export type Refusal = 'unreadable' | 'loop' | 'place';

export type EditResult =
  | {
      readonly code: string;
      /** What was written, by places of the new code. */
      readonly ranges: readonly Range[];
      /** The layers that are others now, by place; more than one where a loop makes them of one argument. */
      readonly layers: readonly number[];
      readonly reading: CodeReading;
      readonly edits: readonly TextEdit[];
    }
  | { readonly refused: Refusal };

/** @param code a script that reads without errors */
export function editCode(code: string, change: CodeChange, goal: ReadingGoal = DIGITS): EditResult {
  const reading = readCode(code, goal);
  if (reading.model === null || hasErrors(reading)) return { refused: 'unreadable' };
  const candidates = candidatesFor(reading, change);
  if (candidates.length === 0) return { refused: 'place' };
  const wanted = expectedFacts(reading, change);
  let shared: EditResult | null = null;
  for (const edits of candidates) {
    const edited = applyEdits(code, edits);
    const next = readCode(edited.code, goal);
    if (hasErrors(next) || lacksImports(next) > lacksImports(reading)) continue;
    const facts = factsOf(next);
    const layers = changedLayers(reading, next);
    const result = { ...edited, layers, reading: next, edits };
    if (same(facts, wanted)) return result;
    if (change.what === 'option') shared ??= sharedChange(reading, change, layers, facts) ? result : null;
  }
  return shared ?? { refused: change.what === 'option' ? 'loop' : 'place' };
}

function hasErrors({ lints }: CodeReading): boolean {
  return lints.some(({ severity }) => severity === 'error');
}

/** How many names other files than the script use without importing them: what is written there has to get by with their imports. */
function lacksImports({ code, lints }: CodeReading): number {
  const start = startOf(code);
  return lints.filter(
    ({ problem, from }) => problem.code === 'notImported' && fileAt(code, from).from !== start,
  ).length;
}

/** The places of a layer and of all that share weights with it. */
export function usesOf({ layers }: CodeReading, place: number): readonly number[] {
  return layers.flatMap(({ owner }, at) => (owner === layers[place]?.owner ? [at] : []));
}

/** What it should describe afterwards. */
function expectedFacts(reading: CodeReading, change: CodeChange): Facts {
  const facts = factsOf(reading);
  const settings = { ...facts.settings };
  const layers = [...facts.layers];
  const names = [...facts.names];
  const chained = (list: typeof layers): typeof layers =>
    reading.type === 'sequential' ? list.map((layer, at) => ({ ...layer, reads: [at - 1] })) : list;
  switch (change.what) {
    case 'option': {
      const layer = layers[change.layer];
      if (layer === undefined) return facts;
      const options = { ...(layer.options as object), [change.option]: change.value };
      for (const at of usesOf(reading, change.layer)) layers[at] = { ...(layers[at] ?? layer), options };
      return { ...facts, layers };
    }
    case 'name':
      names[change.layer] = change.name;
      return { ...facts, names };
    case 'trainable': {
      const layer = layers[change.layer];
      if (layer === undefined) return facts;
      for (const at of usesOf(reading, change.layer))
        layers[at] = { ...(layers[at] ?? layer), trainable: change.trainable };
      return { ...facts, layers };
    }
    case 'add': {
      const { kind, options = {}, name, trainable = true } = change.layer;
      const table: OptionTable = layerDefinition(kind).options;
      const at = change.after + 1;
      const shift = (place: number): number => (place >= at ? place + 1 : place);
      // Whatever read the layer before it reads the new one.
      const moved = layers.map((layer) => ({
        ...layer,
        reads: layer.reads.map((place) => (place === change.after ? at : shift(place))),
      }));
      const added = checkOptions('code', table, options);
      moved.splice(at, 0, { kind, trainable, options: added, reads: [change.after] });
      names.splice(at, 0, usesNames(reading) ? (name ?? null) : null);
      return { ...facts, layers: chained(moved), names };
    }
    case 'remove': {
      const gone = layers[change.layer];
      const instead = gone?.reads[0] ?? -1;
      const at = change.layer;
      const rest = layers
        .filter((_, place) => place !== at)
        .map((layer) => ({
          ...layer,
          reads: layer.reads
            .map((place) => (place === at ? instead : place))
            .map((place) => (place > at ? place - 1 : place)),
        }));
      names.splice(at, 1);
      return { ...facts, layers: chained(rest), names };
    }
    case 'move': {
      const [layer] = layers.splice(change.layer, 1);
      const [name] = names.splice(change.layer, 1);
      const to = change.after < change.layer ? change.after + 1 : change.after;
      if (layer !== undefined) layers.splice(to, 0, layer);
      names.splice(to, 0, name ?? null);
      return { ...facts, layers: chained(layers), names };
    }
    case 'learningRate': {
      const before = reading.settings.optimizer;
      const options = { ...before?.options, learningRate: change.value };
      const schedule = before?.schedule ?? null;
      return { ...facts, settings: { ...settings, optimizer: { kind: before?.kind, options, schedule } } };
    }
    case 'optimizer':
      return {
        ...facts,
        settings: {
          ...settings,
          optimizer: { kind: change.kind, options: change.options, schedule: change.schedule ?? null },
        },
      };
    case 'batchSize':
    case 'epochs':
    case 'classWeights':
      settings[change.what] = change.value;
      return { ...facts, settings };
    case 'labelSmoothing':
      settings.labelSmoothing = change.value;
      settings.loss = settings.loss === null ? null : smoothedLoss(settings.loss, change.value);
      return { ...facts, settings };
    case 'callbacks':
      settings.earlyStopping = change.earlyStopping;
      settings.reduceOnPlateau = change.reduceOnPlateau;
      return { ...facts, settings };
    default:
      return change satisfies never;
  }
}

/** All layers of one place changed as was asked for, and had the same value before. */
function sharedChange(
  reading: CodeReading,
  { layer, option, value }: CodeChange & { readonly what: 'option' },
  changed: readonly number[],
  { layers: after, settings, input }: Facts,
): boolean {
  const before = factsOf(reading);
  const at = (place: number): Range | undefined => reading.layers[place]?.place.call;
  const valueOf = (facts: Facts['layers'], place: number): unknown =>
    (facts[place]?.options as Readonly<Record<string, unknown>> | undefined)?.[option];
  return (
    changed.includes(layer) &&
    same(settings, before.settings) &&
    same(input, before.input) &&
    changed.every(
      (place) =>
        at(place)?.from === at(layer)?.from &&
        same(valueOf(before.layers, place), valueOf(before.layers, layer)) &&
        same(valueOf(after, place), value),
    )
  );
}

/** Edits that may do it, the best first. */
function candidatesFor(reading: CodeReading, change: CodeChange): (readonly TextEdit[])[] {
  switch (change.what) {
    case 'option':
      return optionEdits(reading, change);
    case 'name': {
      const layer = reading.layers[change.layer];
      return layer === undefined
        ? []
        : argumentEdits(reading.code, layer.place, 'name', pythonText(change.name));
    }
    case 'trainable': {
      const layer = reading.layers[change.layer];
      return layer === undefined
        ? []
        : argumentEdits(reading.code, layer.place, 'trainable', pythonText(change.trainable));
    }
    case 'add': {
      const text = layerCode(reading, change.layer);
      return insertions(reading, change.after, text.text, null).map((edits) => [...edits, ...text.edits]);
    }
    case 'remove':
      return removals(reading, change.layer);
    case 'move':
      return moves(reading, change.layer, change.after);
    case 'learningRate':
    case 'optimizer':
    case 'batchSize':
    case 'epochs':
    case 'labelSmoothing':
    case 'classWeights':
    case 'callbacks':
      return settingEdits(reading, change);
    default:
      return change satisfies never;
  }
}

function optionEdits(
  reading: CodeReading,
  { layer: at, option, value }: CodeChange & { readonly what: 'option' },
): (readonly TextEdit[])[] {
  const layer = reading.layers[at];
  if (layer === undefined || layer.kind === null) return [];
  const kind = layer.kind as LayerKind;
  const argument = kerasName(option, kind);
  const given = layer.place.arguments.find(
    ({ name }) => optionOf(kind, name) === option || name === argument,
  );
  const imports: TextEdit[] = [];
  const nameOf: NameOf = (module, name) => {
    const named = nameInCode(reading, module, name, null);
    imports.push(...named.edits);
    return named.text;
  };
  const penalty = /L([12])$/.exec(option)?.[1];
  let text: string;
  if (penalty === undefined) text = optionText(option, value, nameOf);
  else {
    // λ stands within a call: only the number changes.
    const made = given?.given.type === 'object' ? given.given.made : null;
    const inner = made?.arguments.find(({ name }) => name === `l${penalty}` || name === 'l');
    if (inner?.given.type === 'number' && value !== 0)
      return replacements(reading.code, inner, value, String(value));
    text = penaltyText(penaltyOf(kind, argument, { ...layer.options, [option]: value }), nameOf);
  }
  const key = given?.name ?? argument;
  return argumentEdits(reading.code, layer.place, key, text, value, given).map((edits) => [
    ...edits,
    ...imports,
  ]);
}
