// The words of the learning-rate control, in English and Japanese.

const integer = new Intl.NumberFormat('en');

const en = {
  open: (now: string) => `Learning rate, now ${now}. Change it`,
  title: 'Learning rate',
  base: 'before the schedule',
  slider: 'Learning rate, from small to large',
  close: 'Close',
  now: (base: string, share: string, now: string) => `${base} × ${share} from the schedule = ${now} now`,
  what: 'A step moves each weight by this much times what its gradient says. Holds from the next step on; nothing else changes.',
  wrong: 'Type a number above 0, such as 0.001 or 1e-4.',
  announced: (rate: string, step: number) => `Learning rate ${rate} from step ${integer.format(step)} on`,
};

const ja: typeof en = {
  open: (now) => `学習率は今 ${now}。変更する`,
  title: '学習率',
  base: 'スケジュール適用前',
  slider: '学習率（小さい値から大きい値へ）',
  close: '閉じる',
  now: (base, share, now) => `${base} × ${share}（スケジュール）= 今は ${now}`,
  what: '1 ステップで各重みが動く量は、勾配から決まる量にこの値を掛けたものです。次のステップから有効で、ほかは何も変わりません。',
  wrong: '0.001 や 1e-4 のような、0 より大きい数を入力してください。',
  announced: (rate, step) => `学習率は ${rate} になりました（ステップ ${integer.format(step)} から）`,
};

export const learningRate = { en, ja };
