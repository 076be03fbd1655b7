// What the page says when training failed, and what the engine reports, in English and Japanese.

import { wordsOf } from '../locale';
import { formatPercent, formatShort } from '../text/format';

const en = {
  failure: {
    title: 'Training stopped',
    what: 'What happened',
    tryThis: 'What to try',
    reset: 'Reset to the same initial weights',
    slower: 'Continue with a tenth of the learning rate',
    undo: 'Undo the last change',
    smaller: 'Undo the last change, or choose a smaller batch or smaller layers. Nothing is lost.',
    hints: [
      'Steps that are too large can make the loss grow without limit. Try a smaller learning rate.',
      'The parameters were restored to their last finite values. Nothing is lost.',
      'Reload the page if it happens again.',
    ] as readonly string[],
  },
  notice: {
    dismiss: 'Close the message',
    layers: 'Look at the layers',
    slower: (step: string | number, rate: string) => `Back to step ${step}, with learning rate ${rate}`,
    known: {
      deviceLost: () => 'The browser lost the graphics processor. Restoring the last checkpoint.',
      deviceRestored: ({ step }) =>
        `The graphics processor is available again. Training continues from step ${step ?? 0}, the last checkpoint.`,
      deviceLostAgain: ({ times }) =>
        `The browser lost the graphics processor ${times ?? 3} times at the same step, so training pauses. A step may take it too long: try a smaller batch or a smaller network. Nothing is lost.`,
      notCopied: () =>
        'There is not enough memory for a copy of this run. Training continues, but what it has learned since the last copy is lost if the page is closed. Save the network to a file, or choose a smaller one.',
      fallback: ({ kernels }) =>
        `The fast version of ${kernels ?? ''} does not compile on this device. The simple version runs instead, so training is slower.`,
      wrongKernels: ({ layer }) =>
        `A check found that the fast version of ${layer ?? ''} computes wrong numbers on this device. The simple version runs instead, so training is slower. The run is back at the step at which the page opened.`,
      backAtBest: ({ step, end, accuracy }) =>
        `Training ended at step ${end ?? 0}. The weights at step ${step ?? 0} were best on the validation pictures, so the network is back there. Test accuracy: ${(100 * Number(accuracy)).toFixed(2)} %.`,
      diverged: ({ since, peak, guess }) =>
        `The loss has grown to ${formatShort(Number(peak))} after step ${since ?? 0}. Guessing alone gives ${formatShort(Number(guess))}: the steps are too long.`,
      guessing: ({ steps, accuracy, guess }) =>
        `After ${steps ?? 0} steps the network still guesses: ${formatPercent(Number(accuracy))} right, and always answering the most frequent class gives ${formatPercent(Number(guess))}.`,
      oneClass: () =>
        'All training pictures are of one class, so there is nothing to tell apart. Add pictures of a second class.',
      finished: ({ epochs, accuracy }) =>
        `${epochs ?? ''} epochs are done. Test accuracy: ${(100 * Number(accuracy)).toFixed(2)} %. Press Train to continue.`,
    } as Readonly<Record<string, (values: Readonly<Record<string, string | number>>) => string>>,
    other: (key: string, values: string) => `Message from the engine: ${key}${values ? ` (${values})` : ''}`,
  },
};

const ja: typeof en = {
  failure: {
    title: '学習が止まりました',
    what: '何が起きたか',
    tryThis: '試すこと',
    reset: '同じ初期値に戻す',
    slower: '学習率を 10 分の 1 にして続ける',
    undo: '最後の変更を元に戻す',
    smaller: '最後の変更を元に戻すか、バッチか層を小さくしてください。失われたものはありません。',
    hints: [
      '1 ステップの更新が大きすぎると、損失が際限なく大きくなることがあります。学習率を小さくしてみてください。',
      'パラメータは、有限だった最後の値に戻してあります。失われたものはありません。',
      '繰り返し起きるときは、ページを再読み込みしてください。',
    ],
  },
  notice: {
    dismiss: 'メッセージを閉じる',
    layers: '各層を見る',
    slower: (step, rate) => `ステップ ${step} に戻し、学習率を ${rate} にする`,
    known: {
      deviceLost: () => 'GPU が一時的に使えなくなりました。最後のチェックポイントから準備し直しています。',
      deviceRestored: ({ step }) =>
        `GPU がまた使えるようになりました。最後のチェックポイント（ステップ ${step ?? 0}）から続けます。`,
      deviceLostAgain: ({ times }) =>
        `同じステップで GPU が ${times ?? 3} 回失われたため、学習を休止しています。1 ステップの計算が長すぎるのかもしれません。バッチサイズかネットワークを小さくしてみてください。失われたものはありません。`,
      notCopied: () =>
        'この学習の控えを作るためのメモリが足りません。学習は続きますが、最後の控えより後に学習した内容は、ページを閉じると失われます。ネットワークをファイルに保存するか、小さいネットワークを選んでください。',
      fallback: ({ kernels }) =>
        `このデバイスでは ${kernels ?? ''} の高速版をコンパイルできません。代わりに簡単な版で計算するため、学習は遅くなります。`,
      wrongKernels: ({ layer }) =>
        `このデバイスでは ${layer ?? ''} の高速版の計算結果が正しくないことが、自己診断で分かりました。代わりに簡単な版で計算するため、学習は遅くなります。学習は、ページを開いたときの状態に戻してあります。`,
      backAtBest: ({ step, end, accuracy }) =>
        `学習はステップ ${end ?? 0} で終わりました。検証用の画像で最もよかったのはステップ ${step ?? 0} の重みなので、そこに戻してあります。テスト正解率は ${(100 * Number(accuracy)).toFixed(2)} % です。`,
      diverged: ({ since, peak, guess }) =>
        `ステップ ${since ?? 0} の後、損失が ${formatShort(Number(peak))} まで大きくなりました。当てずっぽうでも損失は ${formatShort(Number(guess))} です。1 ステップの更新が大きすぎます。`,
      guessing: ({ steps, accuracy, guess }) =>
        `${steps ?? 0} ステップ学習しても、当てずっぽうのままです。正解率は ${formatPercent(Number(accuracy))} で、最も多いクラスをいつも答えた場合の ${formatPercent(Number(guess))} と変わりません。`,
      oneClass: () =>
        '学習用の画像がすべて同じクラスなので、区別することがありません。2 つ目のクラスの画像を加えてください。',
      finished: ({ epochs, accuracy }) =>
        `${epochs ?? ''} エポックの学習が終わりました。テスト正解率は ${(100 * Number(accuracy)).toFixed(2)} % です。「学習する」を押すと続けられます。`,
    },
    other: (key, values) => `エンジンからの通知：${key}${values ? `（${values}）` : ''}`,
  },
};

export const messages = { en, ja };

export const messagesWords = wordsOf('messages', messages);
