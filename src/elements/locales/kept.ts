// What is kept in the browser, in English and Japanese.

import type { KeptSizes } from '../frame/keptMessage';
import { integer } from './integer';

const megabytes = (bytes: number): string => String(Math.ceil(bytes / 1e6));

const en = {
  back: (step: number) => `Your last run was restored at step ${integer.format(step)}.`,
  catchingUp: (step: number, to: number) =>
    `Your last run was restored at step ${integer.format(step)}. Catching up ${integer.format(to - step)} steps, to where it was.`,
  elsewhere: {
    open: 'This run is open in another tab; what you do here is not kept.',
    closed: 'What you do here is not kept: this run was open in another tab.',
  },
  takeOver: 'Keep this one instead',
  mine: 'This tab’s run is kept from now on. The other tab’s run is still saved.',
  fullWith: ({ copyBytes, pastBytes, freeBytes }: KeptSizes) =>
    `The browser’s storage has no room for your run: 2 copies of ${megabytes(copyBytes)} MB + ${megabytes(pastBytes)} MB for its past; ${megabytes(freeBytes)} MB are free. The page works, but your run will be lost when you close it.`,
  afresh: 'A new run. The previous run is still saved.',
  seed: (seed: number) => `A new run with seed ${seed}, taken from the address.`,
  worksheet: 'A new run, from the link.',
  worksheetRefused: (reason: string) =>
    `The link in the address was not opened, and nothing has changed: ${reason}`,
  damaged: 'The run saved in this browser is damaged. It was set aside, and a new run was started.',
  damagedBefore: (step: number) =>
    `The newest copy of your run is damaged and was set aside. The copy before it was restored, at step ${integer.format(step)}.`,
  old: 'The run saved in this browser is from another version of this page. It was set aside, and a new run was started.',
  unfit:
    'The run saved in this browser could not be restored here. It was set aside, and a new run was started.',
  full: 'The browser’s storage is full. The page works, but your run will be lost when you close it.',
  forbidden:
    'This browser does not let the page save anything. The page works, but your run will be lost when you close it.',
  silent:
    'The browser’s storage does not answer. The page works without it, but your run will be lost when you close it.',
  late: (step: number) =>
    `The browser’s storage has answered: the run saved in it is at step ${integer.format(step)}.`,
  failed: (reason: string) => `This failed, and nothing has changed: ${reason}`,
  start: 'Start a new run',
  undo: 'Undo',
  other: 'Go to the other run',
  dismiss: 'Close the message',
};

const ja: typeof en = {
  back: (step) => `前回の学習をステップ ${integer.format(step)} から再開できます。`,
  catchingUp: (step, to) =>
    `前回の学習をステップ ${integer.format(step)} から復元しました。中断したところまで、残り ${integer.format(to - step)} ステップを学習し直しています。`,
  elsewhere: {
    open: 'この学習は別のタブでも開いています。このタブでの変更は保存されません。',
    closed: 'この学習は別のタブで開かれていたため、このタブでの変更は保存されていません。',
  },
  takeOver: 'このタブのほうを保存する',
  mine: 'これからは、このタブの学習を保存します。もう一方のタブの学習も保存してあります。',
  fullWith: ({ copyBytes, pastBytes, freeBytes }) =>
    `ブラウザの保存領域に空きが足りません。必要な容量は ${megabytes(copyBytes)} MB × 2 と履歴の ${megabytes(pastBytes)} MB で、空きは ${megabytes(freeBytes)} MB です。ページは使えますが、閉じると学習は失われます。`,
  afresh: '新しい学習です。前の学習は保存してあります。',
  seed: (seed) => `アドレスの指定どおり、シード ${seed} で新しく始めました。`,
  worksheet: 'リンクの状態から新しく始めました。',
  worksheetRefused: (reason) => `アドレスのリンクを開けませんでした。何も変わっていません：${reason}`,
  damaged: 'このブラウザに保存されていた学習は壊れていました。別に保管し、新しい学習を始めました。',
  damagedBefore: (step) =>
    `最新の保存は壊れていたので、別に保管しました。1 つ前の保存（ステップ ${integer.format(step)}）から続けます。`,
  old: 'このブラウザに保存されていた学習は、このページの別のバージョンのものです。別に保管し、新しい学習を始めました。',
  unfit: 'このブラウザに保存されていた学習を再開できませんでした。別に保管し、新しい学習を始めました。',
  full: 'ブラウザの保存領域がいっぱいです。ページは使えますが、閉じると学習は失われます。',
  forbidden: 'このブラウザでは、ページの内容を保存できません。ページは使えますが、閉じると学習は失われます。',
  silent: 'ブラウザの保存領域から応答がありません。ページはこのまま使えますが、閉じると学習は失われます。',
  late: (step) =>
    `ブラウザの保存領域から応答がありました。保存されていた学習はステップ ${integer.format(step)} です。`,
  failed: (reason) => `失敗しました。何も変わっていません：${reason}`,
  start: '新しい学習を始める',
  undo: '元に戻す',
  other: 'もう一方の学習へ',
  dismiss: 'メッセージを閉じる',
};

export const kept = { en, ja };
