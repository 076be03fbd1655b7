// The words that users read: standard terms, one name for one thing, and none of the phrases that had to be decoded.
// Every string of the locale tables, of the terminal and of the formats is taken from the source, so that each branch of
// a sentence is held, without made-up facts to call it with.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { building } from '../../src/elements/locales/building';
import { describeKind, KINDS } from '../../src/session/editing/catalogue';

const root = new URL('../../', import.meta.url).pathname;

interface Text {
  readonly where: string;
  readonly text: string;
}

/** The texts of a source file: strings, and templates with … for what is filled in. */
function textsOf(path: string): Text[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Text[] = [];
  const take = (node: ts.Node, text: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push({ where: `${relative(root, path)}:${line + 1}`, text: text.trim() });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) take(node, node.text);
    else if (ts.isTemplateExpression(node))
      take(node, [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…'));
    if (!ts.isImportDeclaration(node)) ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const textsIn = (folder: string): Text[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => textsOf(join(root, folder, name)));
const PAGE = textsIn('src/elements/locales');
const TERMINAL = [...textsIn('src/cli'), ...textsIn('src/bench'), ...textsIn('src/formats')];

/** Phrases that had to be decoded, and what is said instead. Those of one word are labels: they are the whole text. */
const REPLACED: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/\bOne (back|on)$/i, 'Previous, Next'],
  [/\bbehind\b/i, 'after'],
  [/as it was( at first)?\b/i, 'Reset to initial network; unchanged'],
  [/same start\b/i, 'Reset to the same initial weights'],
  [/^rounds$|^round … of/i, 'epochs'],
  [/\bAsking\b|\bask both\b/i, 'Evaluating'],
  [/\blets? go\b/i, 'Press Esc to release'],
  [/makes 0 of/i, 'sets it to 0'],
  [/\bBends? every\b/i, 'Applies a nonlinear function'],
  [/what drives/i, 'Explain'],
  [/^climb$/i, 'Generate'],
  [/on copies\b/i, 'computed on a copy'],
  [/kept in part/i, 'Reused 6 of conv1’s 640 parameters'],
  [/\blacks?:?$|it lacks/i, 'it still needs'],
  [/change pictures/i, 'Augment training pictures'],
  [/\bwants some\b/i, 'Needs about 50 pictures per class'],
  [/^(found|trust)$/i, 'Recall, Precision'],
  [/numbers kept|results kept/i, 'Activations'],
  [/(give|given) back|memory back/i, 'Free memory'],
  [/does not mind|should not mind/i, 'tolerates'],
  [/\bhangs? on\b/i, 'depends on'],
  [/pictures are enough/i, 'Ten per class can be enough'],
  [/\btwins?\b/i, 'both networks; a controlled experiment'],
  [/honest numbers/i, 'Evaluation on held-out pictures'],
  [/\ba leak\b/i, 'data leakage'],
  [/fit now/i, 'Fit to current values'],
  [/\bwhat (it|this cell|this unit) sees/i, 'receptive field'],
  [/\brests\b(?!:)/i, 'pauses'],
  [/\b(go|goes|went) on\b|train on from/i, 'continue'],
  [/\banew\b|\bafresh\b|fresh (start|run|one)/i, 'again, new'],
  [/speaks? (for|again)|no say\b/i, 'raises the score; unsilence'],
  [/\bis none\b|(?<!there )\bis no (?!longer)[a-z]/i, 'is not a …'],
  [/no words for|otherwise than|(texts|weights) alone/i, 'cannot be written; only'],
  [/\bwho\b|somebody|someone/i, 'the subject itself'],
  [/Keras has no place for|comes back to/i, 'cannot store; resumes'],
];

/** Of the Japanese texts: textbook terms, and one spelling each. */
const REPLACED_JA: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/双子/, '対照実験（同じ初期値）'],
  [/正直な数字/, '未学習データでの評価'],
  [/もれ/, 'データリーク'],
  [/入力の一部/, 'パッチ'],
  [/活性(?![値化])/, '活性値'],
  [/休みます|を休み/, '学習を休止します'],
  [/今に合わせる/, '現在の値に合わせる'],
  [/くらべ|^ずらす$|ずらし|ずらせ/, '比較・平行移動'],
  [/ブラウザー|フィルター|フォルダー|サーバー|シェーダー|ポインター|パラメーター|エディター/, '長音記号なし'],
  [/ウィンドウ|この範囲|範囲の中|範囲全体/, '窓'],
  [/マス[がをのには]/, 'セル'],
  [/最大プーリング|平均プーリング/, '最大値プーリング、平均値プーリング'],
  [/学習するもの/, 'パラメータ'],
  [/かくす|かくし|ちがう|つくる|つくれ/, '漢字で'],
  [/このユニットを消|このマップを消|消されて/, '無効にする'],
  [/！|!/, '感嘆符なし'],
];

const isJapanese = ({ text }: Text): boolean => /[\u3040-\u30ff\u4e00-\u9fff]/.test(text);
const said = (texts: readonly Text[], phrase: RegExp): Text[] =>
  texts.filter(({ text }) => phrase.test(text));

it('the texts of the page and of the terminal are found', () => {
  expect(PAGE.filter(isJapanese).length).toBeGreaterThan(500);
  expect(PAGE.length).toBeGreaterThan(1200);
  expect(TERMINAL.some(({ text }) => text.includes('See: npm run train -- --help'))).toBe(true);
});

describe('no text says', () => {
  it.each(REPLACED)('%s but: %s', (phrase) => {
    expect(said([...PAGE, ...TERMINAL], phrase)).toEqual([]);
  });
});

describe('no Japanese text says', () => {
  it.each(REPLACED_JA)('%s but: %s', (phrase) => {
    expect(said(PAGE.filter(isJapanese), phrase)).toEqual([]);
  });
});

it('every option that a layer shows has its Japanese term', () => {
  const shown = KINDS.flatMap((kind) => describeKind(kind).options.filter(({ advanced }) => !advanced));
  const terms = building.ja.optionNames;
  expect(shown.map(({ keras }) => keras).filter((keras) => terms[keras] === undefined)).toEqual([]);
});
