// The words of the learning-rate control.

import type { learningRate as en } from '../en/learningRate';
import { integer } from '../integer';

export const learningRate: typeof en = {
  open: (now) => `学習率は今 ${now}。変更する`,
  title: '学習率',
  base: 'スケジュール適用前',
  slider: '学習率（小さい値から大きい値へ）',
  close: '閉じる',
  now: (base, share, sign, now) => `${base} × ${share}（スケジュール）${sign} 今は ${now}`,
  what: '1 ステップでの重みの変化量は、勾配から計算した値に学習率を掛けたものです。変更は次のステップから有効で、ほかは何も変わりません。',
  settings: '学習の設定',
  wrong: '0.001 や 1e-4 のような、0 より大きい数を入力してください。',
  announced: (rate, step) => `学習率は ${rate} になりました（ステップ ${integer.format(step)} から）`,
};
