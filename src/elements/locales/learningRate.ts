// The words of the learning-rate control, in English and Japanese.

const integer = new Intl.NumberFormat('en');

const en = {
  open: (now: string) => `Learning rate, now ${now}. Change it`,
  title: 'Learning rate',
  base: 'before the schedule',
  slider: 'Learning rate, from small to large',
  close: 'Close',
  now: (base: string, share: string, sign: string, now: string) =>
    `${base} × ${share} from the schedule ${sign} ${now} now`,
  what: 'The size of each step is the learning rate times a value computed from the gradient. A change takes effect from the next step; nothing else changes.',
  wrong: 'Type a number above 0, such as 0.001 or 1e-4.',
  announced: (rate: string, step: number) => `Learning rate ${rate} from step ${integer.format(step)} on`,
};

const ja: typeof en = {
  open: (now) => `学習率は今 ${now}。変更する`,
  title: '学習率',
  base: 'スケジュール適用前',
  slider: '学習率（小さい値から大きい値へ）',
  close: '閉じる',
  now: (base, share, sign, now) => `${base} × ${share}（スケジュール）${sign} 今は ${now}`,
  what: '1 ステップでの重みの変化量は、勾配から計算した値に学習率を掛けたものです。変更は次のステップから有効で、ほかは何も変わりません。',
  wrong: '0.001 や 1e-4 のような、0 より大きい数を入力してください。',
  announced: (rate, step) => `学習率は ${rate} になりました（ステップ ${integer.format(step)} から）`,
};

export const learningRate = { en, ja };
