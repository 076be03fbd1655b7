// What is kept in the browser, in English and Japanese.

const format = { en: new Intl.NumberFormat('en'), ja: new Intl.NumberFormat('ja') };

const en = {
  back: (step: number) => `You are back where you were, at step ${format.en.format(step)}.`,
  afresh: 'A fresh start. The run before is still kept.',
  seed: (seed: number) => `A fresh run with seed ${seed}, as the address says.`,
  damaged: 'The run kept in this browser was damaged. It has been set aside, and this is a fresh one.',
  damagedBefore: (step: number) =>
    `The newest copy of your run was damaged and has been set aside. This is the one before, at step ${format.en.format(step)}.`,
  old: 'The run kept in this browser is from another version of this page. It has been set aside, and this is a fresh one.',
  unfit:
    'The run kept in this browser could not be set up here. It has been set aside, and this is a fresh one.',
  full: 'This browser’s storage is full. The page works, but your run will be gone when you close it.',
  forbidden:
    'This browser does not let the page keep anything. It works, but your run will be gone when you close it.',
  failed: (reason: string) => `That did not work, and nothing has changed: ${reason}`,
  start: 'Start afresh',
  undo: 'Undo',
  other: 'Go to the other run',
  dismiss: 'Close the message',
};

const ja: typeof en = {
  back: (step) => `前回の続きです（ステップ ${format.ja.format(step)}）。`,
  afresh: '最初から始めました。前の学習は残してあります。',
  seed: (seed) => `アドレスの指定どおり、シード ${seed} で新しく始めました。`,
  damaged: '保存されていた学習は壊れていました。別の場所に移し、新しく始めました。',
  damagedBefore: (step) =>
    `いちばん新しい保存は壊れていたので、別の場所に移しました。その 1 つ前（ステップ ${format.ja.format(step)}）から続けます。`,
  old: '保存されていた学習は、このページの別の版のものです。別の場所に移し、新しく始めました。',
  unfit: '保存されていた学習は、この環境では準備できませんでした。別の場所に移し、新しく始めました。',
  full: 'ブラウザの保存領域がいっぱいです。ページは使えますが、閉じると学習は失われます。',
  forbidden: 'このブラウザでは、ページの内容を保存できません。ページは使えますが、閉じると学習は失われます。',
  failed: (reason) => `できませんでした。何も変わっていません：${reason}`,
  start: '最初から始める',
  undo: '元に戻す',
  other: 'もう一方の学習へ',
  dismiss: 'メッセージを閉じる',
};

export const kept = { en, ja };
