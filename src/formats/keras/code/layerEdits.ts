// Layers put into a script, taken out and moved: lines of add(), items of a list, calls of the functional API.

import { checkOptions } from '../../../layers/options';
import { layerDefinition, type LayerKind } from '../../../layers/all';
import type { LayerConfig } from '../../../models/network';
import { KERAS_LAYERS } from '../layers';
import { appended, inQuotesOf } from './argumentEdits';
import { nameInCode, customLayerInCode, tensorflowInCode, type Named } from './imports';
import { pythonText } from './python';
import type { CodeReading, ReadLayer } from './read';
import type { Range } from './syntax';
import { indentAt, lineBreak, lineEnd, wholeLines, type TextEdit } from './textEdits';
import type { GivenArgument } from './values';
import { argumentTexts, lambdaText } from './write';

export const usesNames = ({ layers }: CodeReading): boolean => layers.some(({ named }) => named);

/** A layer as this script would write it. */
export function layerCode(
  reading: CodeReading,
  { kind, options = {}, name, trainable = true }: LayerConfig,
): Named {
  const definition = layerDefinition(kind);
  const { className, lambda } = KERAS_LAYERS[kind as LayerKind];
  const own = customLayerInCode(reading, kind as LayerKind);
  const like = reading.layers[0]?.place.callee;
  const named =
    own ??
    nameInCode(
      reading,
      'keras.layers',
      lambda === undefined ? className : 'Lambda',
      like ? reading.code.slice(like.from, like.to) : null,
    );
  const edits = [...named.edits];
  const resolved = checkOptions(className, definition.options, options);
  const given = argumentTexts({ definition, options: resolved }, (module, name) => {
    const found = nameInCode(reading, module, name, null);
    edits.push(...found.edits);
    return found.text;
  });
  let texts = given.map((text) => inArgumentQuotes(reading.code, text));
  if (lambda !== undefined && own === null) {
    const tensorflow = tensorflowInCode(reading);
    edits.push(...tensorflow.edits);
    texts = [lambdaText(lambda.replace(/^tensorflow/, tensorflow.text), given)];
  }
  if (usesNames(reading) && name !== undefined)
    texts.push(inArgumentQuotes(reading.code, `name=${pythonText(name)}`));
  if (!trainable) texts.push('trainable=False');
  return { text: `${named.text}(${texts.join(', ')})`, edits };
}

function inArgumentQuotes(code: string, text: string): string {
  const [, key = '', value = ''] = /^(\w+=)([\s\S]*)$/.exec(text) ?? [];
  return key + inQuotesOf(code, value);
}

const INPUT = /^(batch_)?(input_)?(shape|dim)$/;

/** The argument of a first layer that says the shape of the input. */
function inputArgument(layer: ReadLayer | undefined): GivenArgument | undefined {
  return layer?.place.arguments.find(({ name }) => INPUT.test(name));
}

/** Takes an argument out, with the comma that belongs to it. */
function withoutArgument(code: string, layer: ReadLayer, given: GivenArgument): TextEdit {
  const { arguments: all, inside } = layer.place;
  const at = all.indexOf(given);
  const [before, after] = [all[at - 1], all[at + 1]];
  if (before) return { from: before.argument.to, to: given.argument.to, insert: '' };
  return {
    from: given.argument.from,
    to: after ? after.argument.from : Math.min(inside.to, given.argument.to),
    insert: '',
  };
}

/** A text of a layer that comes first takes over the shape of the input from the one that was. */
function withInput(code: string, text: string, given: GivenArgument): string {
  const shape = code.slice(given.argument.from, given.argument.to);
  return text.replace(/\)$/, (end) => `${/\(\s*$/.test(text.slice(0, -1)) ? '' : ', '}${shape}${end}`);
}

/** Puts a layer's text behind another. `gone`: a layer that leaves its place with the same edit. */
export function insertions(
  reading: CodeReading,
  after: number,
  text: string,
  gone: ReadLayer | null,
): (readonly TextEdit[])[] {
  const { code, layers } = reading;
  const rest = layers.filter((layer) => layer !== gone);
  const anchor = after < 0 ? rest[0] : layers[after];
  if (anchor === undefined) return [];
  const extra: TextEdit[] = [];
  let layer = text;
  const given = after < 0 ? inputArgument(anchor) : undefined;
  if (given) {
    layer = withInput(code, text, given);
    extra.push(withoutArgument(code, anchor, given));
  }
  const { item, statement, loop, variable } = anchor.place;
  const [before, end] = [after < 0, after < 0 ? (item ?? statement).from : (item ?? statement).to];
  if (item) {
    const at = { from: end, to: end };
    const edits = before ? [{ ...at, insert: beforeItem(code, item, layer) }] : afterItem(code, item, layer);
    return [[...edits, ...extra]];
  }
  const whole = code.slice(statement.from, statement.to);
  const model =
    /^([\w.]+)\s*\.\s*add\s*\(/u.exec(whole)?.[1] ?? /^([\p{L}\p{N}_.]+)\s*\.\s*add/u.exec(whole)?.[1];
  const line =
    reading.type === 'sequential'
      ? model === undefined
        ? null
        : `${model}.add(${layer})`
      : variable === null
        ? null
        : `${variable} = ${layer}(${variable})`;
  if (line === null) return [];
  if (before) {
    if (reading.type !== 'sequential') return [];
    const indent = indentAt(code, statement.from);
    return [
      [{ from: statement.from, to: statement.from, insert: `${line}${lineBreak(code)}${indent}` }, ...extra],
    ];
  }
  const places = loop === null ? [statement] : [statement, loop];
  return places.map((place) => [{ ...behind(code, place, line) }, ...extra]);
}

/** A statement on a line of its own behind another. */
function behind(code: string, statement: Range, line: string): TextEdit {
  // A loop's range reaches to the next statement.
  const to = statement.from + code.slice(statement.from, statement.to).trimEnd().length;
  const next = /^[ \t]*([;#]?)/.exec(code.slice(to))?.[1];
  if (next === ';') return { from: to, to, insert: `; ${line}` };
  const end = next === '#' ? lineEnd(code, to) : to;
  return { from: end, to: end, insert: `${lineBreak(code)}${indentAt(code, statement.from)}${line}` };
}

function beforeItem(code: string, item: Range, text: string): string {
  const start = code.lastIndexOf('\n', item.from - 1) + 1;
  const isAlone = code.slice(start, item.from).trim() === '';
  return isAlone ? `${text},${lineBreak(code)}${indentAt(code, item.from)}` : `${text}, `;
}

/** Behind an item of a list: on its own line where the items have one, behind a comment. */
function afterItem(code: string, item: Range, text: string): TextEdit[] {
  const rest = /^([ \t]*,)?([ \t]*#[^\r\n]*)?[ \t]*(?=\r?\n)/.exec(code.slice(item.to));
  const start = code.lastIndexOf('\n', item.from - 1) + 1;
  const isAlone = code.slice(start, item.from).trim() === '';
  const { to } = item;
  if (!isAlone || rest === null) return [{ from: to, to, insert: `, ${text}` }];
  const [line, comma = ''] = rest;
  const end = to + line.length;
  const space = lineBreak(code) + indentAt(code, item.from);
  if (comma !== '') return [{ from: end, to: end, insert: `${space}${text},` }];
  return [
    { from: to, to, insert: ',', shown: false },
    { from: end, to: end, insert: `${space}${text}` },
  ];
}

export function removals(reading: CodeReading, at: number): (readonly TextEdit[])[] {
  const layer = reading.layers[at];
  if (layer === undefined || layer.place.made > 1) return [];
  const taken = takenOut(reading, layer);
  if (taken === null) return [];
  const given = at === 0 ? inputArgument(layer) : undefined;
  const next = reading.layers[1];
  if (given === undefined || next === undefined) return [[taken]];
  const shape = reading.code.slice(given.argument.from, given.argument.to);
  return [[taken, appended(reading.code, next.place, shape)]];
}

/** Its item or statement, with the line where it has one alone; of the functional API what it read takes its place. */
function takenOut({ code, type, layers }: CodeReading, layer: ReadLayer): TextEdit | null {
  const { item, statement, variable, applied, call } = layer.place;
  if (item) {
    const lines = wholeLines(code, item);
    if (lines) return { ...lines, insert: '' };
    const after = /^\s*,[ \t]*/.exec(code.slice(item.to));
    if (after) return { from: item.from, to: item.to + after[0].length, insert: '' };
    const before = /,\s*$/.exec(code.slice(0, item.from));
    return { from: item.from - (before?.[0].length ?? 0), to: item.to, insert: '' };
  }
  if (type === 'sequential') {
    const lines = wholeLines(code, statement, /^[ \t]*(#.*)?$/);
    return lines ? { ...lines, insert: '' } : { ...statement, insert: 'pass' };
  }
  if (applied === null || layers.length === 0) return null;
  const input = code
    .slice(call.to, applied.to)
    .replace(/^\s*\(\s*/, '')
    .replace(/\s*\)$/, '');
  const lines = wholeLines(code, statement, /^[ \t]*(#.*)?$/);
  if (variable !== null && variable === input && lines) return { ...lines, insert: '' };
  return { ...applied, insert: input };
}

export function moves(reading: CodeReading, at: number, after: number): (readonly TextEdit[])[] {
  const { code, layers, type } = reading;
  const layer = layers[at];
  if (layer === undefined || layer.place.made > 1 || type !== 'sequential') return [];
  const taken = takenOut(reading, layer);
  if (taken === null) return [];
  let text = code.slice(layer.place.call.from, layer.place.call.to);
  const given = at === 0 ? inputArgument(layer) : undefined;
  const next = layers[1];
  const extra: TextEdit[] = [];
  if (given && next) {
    const cut = withoutArgument(code, layer, given);
    text = text.slice(0, cut.from - layer.place.call.from) + text.slice(cut.to - layer.place.call.from);
    extra.push(appended(code, next.place, code.slice(given.argument.from, given.argument.to)));
  }
  // What is made elsewhere moves by its variable.
  const own = layer.place.item ?? layer.place.statement;
  if (layer.place.call.from < own.from || layer.place.call.to > own.to) return [];
  return insertions(reading, after, text, layer).map((edits) => [taken, ...edits, ...extra]);
}
