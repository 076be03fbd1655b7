// Words of the confusion matrix, its cells and their pictures.

import { wordsOf } from '../locale';
import { plural } from './plural';
import { integer } from './integer';

const en = {
  title: 'Confusion matrix',
  lead: 'Each row is a true class, each column an answer. Select a cell to see its pictures.',
  summary: (accuracy: string, count: number, step: number) =>
    `At step ${integer.format(step)}, ${accuracy} of the ${integer.format(count)} test pictures are answered correctly.`,
  untrained: 'The network has not been trained yet: these are answers of random weights.',
  shown: (step: number) => `The stage shows step ${integer.format(step)}.`,
  oneClass: 'There is only one class, so no picture can be confused with another.',
  evaluating: (count: number) => `Evaluating ${integer.format(count)} test pictures`,
  held: 'The evaluation was cancelled.',
  evaluate: 'Evaluate',
  cancel: 'Cancel',
  failed: 'The test pictures cannot be evaluated',
  unit: 'Numbers in the cells',
  units: { counts: 'Counts', shares: '% of row' },
  corner: { label: 'true', answer: 'answer' },
  recall: 'Recall',
  recallHint: 'Share of the pictures of this class that were answered correctly',
  f1: (share: string) => `F1, of recall and precision: ${share}`,
  precision: 'Precision',
  precisionHint: 'Share of these answers that are correct',
  accuracy: 'Accuracy',
  cell: (count: number, total: number, share: string, label: string, answer: string) =>
    `${label}, answered ${answer}: ${count} of ${integer.format(total)} ${total === 1 ? 'picture' : 'pictures'}, ${share}`,
  legend: { right: 'correct', wrong: 'wrong', of: 'share of the row' },
  pairs: 'Most often confused',
  pair: {
    digits: (label: string, answer: string, count: number, total: number) =>
      `A ${label} is called a ${answer}: ${plural(count, 'time')} of ${integer.format(total)}.`,
    others: (label: string, answer: string, count: number, total: number) =>
      `${label} is called ${answer} ${plural(count, 'time')} of ${integer.format(total)}.`,
  },
  noPairs: 'No picture is answered wrongly.',
  pictures: 'Pictures of a cell',
  choose: 'Select a cell, and its pictures appear here.',
  right: (label: string, count: number) => `${label}, answered correctly: ${plural(count, 'picture')}`,
  wrong: (label: string, answer: string, count: number) =>
    `${label}, answered ${answer}: ${plural(count, 'picture')}`,
  order: { right: 'The least certain answers first.', wrong: 'The most certain answers first.' },
  onStage: 'Select a picture to see its maps on the stage.',
  picture: (label: string, answer: string, probability: string) =>
    `${label}, answered ${answer} with ${probability}`,
  more: (count: number) => `Show ${integer.format(count)} more`,
  empty: 'This cell has no pictures.',
  place: (at: number, count: number) => `${integer.format(at)} of ${integer.format(count)}`,
  previous: 'Previous picture of the cell',
  next: 'Next picture of the cell',
  back: 'Back to the confusion matrix',
};

const ja: typeof en = {
  title: '混同行列',
  lead: '行が正解のクラス、列が答えです。セルを選ぶと、その画像を表示します。',
  summary: (accuracy, count, step) =>
    `ステップ ${integer.format(step)} の時点で、テスト画像 ${integer.format(count)} 枚のうち ${accuracy} に正しく答えています。`,
  untrained: 'まだ学習していません。これは、でたらめな重みでの答えです。',
  shown: (step) => `ステージに表示しているのはステップ ${integer.format(step)} です。`,
  oneClass: 'クラスが 1 つだけなので、ほかのクラスと間違えることはありません。',
  evaluating: (count) => `テスト画像 ${integer.format(count)} 枚を評価しています`,
  held: '評価を中止しました。',
  evaluate: '評価する',
  cancel: '中止',
  failed: 'テスト画像を評価できません',
  unit: 'セルの数値',
  units: { counts: '枚数', shares: '行に占める %' },
  corner: { label: '正解', answer: '答え' },
  recall: '再現率',
  recallHint: 'そのクラスの画像のうち、正しく答えた割合',
  f1: (share) => `再現率と適合率から求めた F1：${share}`,
  precision: '適合率',
  precisionHint: 'その答えのうち、正しかった割合',
  accuracy: '正解率',
  cell: (count, total, share, label, answer) =>
    `「${label}」を「${answer}」と回答：${integer.format(total)} 枚中 ${count} 枚、${share}`,
  legend: { right: '正解', wrong: '不正解', of: '行に占める割合' },
  pairs: 'よく間違える組',
  pair: {
    digits: (label, answer, count, total) =>
      `「${label}」を「${answer}」と答えたのは、${integer.format(total)} 枚中 ${count} 枚です。`,
    others: (label, answer, count, total) =>
      `「${label}」を「${answer}」と答えたのは、${integer.format(total)} 枚中 ${count} 枚です。`,
  },
  noPairs: '間違えた画像はありません。',
  pictures: 'セルの画像',
  choose: 'セルを選ぶと、その画像をここに表示します。',
  right: (label, count) => `「${label}」を正しく回答：${count} 枚`,
  wrong: (label, answer, count) => `「${label}」を「${answer}」と回答：${count} 枚`,
  order: { right: '答えの確率が低い順です。', wrong: '答えの確率が高い順です。' },
  onStage: '画像を選ぶと、その特徴マップをステージに表示します。',
  picture: (label, answer, probability) => `「${label}」を確率 ${probability} で「${answer}」と回答`,
  more: (count) => `さらに ${integer.format(count)} 枚を表示`,
  empty: 'このセルの画像はありません。',
  place: (at, count) => `${integer.format(count)} 枚中 ${integer.format(at)} 枚目`,
  previous: 'セルの前の画像',
  next: 'セルの次の画像',
  back: '混同行列に戻る',
};

export const confusion = { en, ja };

export const confusionWords = wordsOf('confusion', confusion);
