// Time travel and the difference between two snapshots, in English and Japanese.

const format = { en: new Intl.NumberFormat('en'), ja: new Intl.NumberFormat('ja') };

const en = {
  scrubber: 'Moment of training shown on the stage',
  keys: 'Arrow keys move from one saved moment to the next, Page Up and Page Down move by ten. Home goes to the start, End and Escape go to the present.',
  hint: 'Drag the curve to look back.',
  hintFrom: (step: number) => `Drag the curve to look back, as far as step ${format.en.format(step)}.`,
  step: (step: number) => `step ${format.en.format(step)}`,
  present: (step: number) => `the present, step ${format.en.format(step)}`,
  past: (step: number, present: number) =>
    `the past, step ${format.en.format(step)} of ${format.en.format(present)}`,
  looking: (step: number) => `You are looking at step ${format.en.format(step)}`,
  training: (present: number) => `training is at ${format.en.format(present)}`,
  changed: (a: number, b: number) =>
    `What changed from step ${format.en.format(a)} to ${format.en.format(b)}`,
  now: 'Back to now',
  resume: 'Train from here',
  pin: (name: string, step: number) => `Pin step ${format.en.format(step)} as ${name}`,
  unpin: (name: string, step: number) => `Unpin ${name}, step ${format.en.format(step)}`,
  go: (name: string, step: number) => `Show ${name}, step ${format.en.format(step)}`,
  difference: 'Show what changed from A to B',
  kept: (from: number, to: number) =>
    `Training continues from step ${format.en.format(from)}. The faint line is the earlier run, up to step ${format.en.format(to)}.`,
  keptShort: (to: number) => `The faint line is the earlier run, up to step ${format.en.format(to)}.`,
  undo: 'Undo',
  drop: 'Delete the earlier run',
  failed: (reason: string) => `This failed, and nothing has changed: ${reason}`,
  change: {
    title: 'What changed',
    lead: 'Every map and kernel shows B − A: how much each value has increased or decreased.',
    maps: 'maps',
    mapsLess: 'decrease',
    mapsMore: 'increase',
    kernels: 'kernels',
    at: (name: string, step: number) => `${name}, step ${format.en.format(step)}`,
    same: 'This value has hardly changed.',
    grown: 'This value has increased.',
    shrunk: 'This value has decreased.',
    picture: 'The picture is the same at both moments.',
    back: 'Go back to now to see how a single value is computed.',
  },
};

const ja: typeof en = {
  scrubber: '表示している学習の時点',
  keys: '矢印キーで保存された時点を 1 つずつ、Page Up と Page Down で 10 個ずつ移動します。Esc で現在に戻ります。',
  hint: '曲線をドラッグすると、過去のようすを見られます。',
  hintFrom: (step) => `曲線をドラッグすると、ステップ ${format.ja.format(step)} までさかのぼれます。`,
  step: (step) => `ステップ ${format.ja.format(step)}`,
  present: (step) => `現在、ステップ ${format.ja.format(step)}`,
  past: (step, present) => `過去、ステップ ${format.ja.format(step)}／${format.ja.format(present)}`,
  looking: (step) => `ステップ ${format.ja.format(step)} を見ています`,
  training: (present) => `学習はステップ ${format.ja.format(present)}`,
  changed: (a, b) => `ステップ ${format.ja.format(a)} から ${format.ja.format(b)} までの変化`,
  now: '現在に戻る',
  resume: 'ここから学習する',
  pin: (name, step) => `ステップ ${format.ja.format(step)} を ${name} として固定`,
  unpin: (name, step) => `${name}（ステップ ${format.ja.format(step)}）の固定を解除`,
  go: (name, step) => `${name}（ステップ ${format.ja.format(step)}）を見る`,
  difference: 'A から B までの変化を見る',
  kept: (from, to) =>
    `ステップ ${format.ja.format(from)} から学習を続けます。薄い線は、ステップ ${format.ja.format(to)} までの元の学習です。`,
  keptShort: (to) => `薄い線は、ステップ ${format.ja.format(to)} までの元の学習です。`,
  undo: '元に戻す',
  drop: '元の学習を削除',
  failed: (reason) => `失敗しました。何も変わっていません：${reason}`,
  change: {
    title: '変化',
    lead: 'どのマップとカーネルも B − A を表します。その間に値がどれだけ増えたか、減ったかです。',
    maps: 'マップ',
    mapsLess: '減少',
    mapsMore: '増加',
    kernels: 'カーネル',
    at: (name, step) => `${name}、ステップ ${format.ja.format(step)}`,
    same: 'この値はほとんど変わっていません。',
    grown: 'この値は大きくなりました。',
    shrunk: 'この値は小さくなりました。',
    picture: '画像はどちらの時点でも同じです。',
    back: '個々の値の計算を見るには、現在に戻ってください。',
  },
};

export const travel = { en, ja };
