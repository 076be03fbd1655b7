// Lesson 10: learning.

import { cellOf, drawn, hasPlayed, numberOf, shapeOf } from '../facts';
import type { Lesson, LessonStage, Numbers, Step, Text } from '../lesson';
import { FEW_SHAPES, small, withOptions } from '../networks';

const network = withOptions(small, 'answer', { units: FEW_SHAPES.options.classes.length });

const RATE = 0.05;
/** How many times too large, or too small. */
const TIMES = 100;

const settings = {
  optimizer: 'sgd',
  optimizerOptions: { momentum: 0.9 },
  learningRate: RATE,
  batchSize: 16,
  epochs: 4,
} as const;

const GROWS: Text = { en: 'It grows', ja: '大きくなる' };
const SHRINKS: Text = { en: 'It shrinks', ja: '小さくなる' };

/** How far a weight moves. */
const distance = (change: number): string => change.toFixed(4).replace('-', '−');

const AGREE: Text = { en: 'they agree on the way', ja: '向きは同じです' };
const DISAGREE: Text = {
  en: 'the others pull the other way, and the mean decides',
  ja: 'ほかの画像は逆の向きに引き、平均がそれで決まりました',
};

/** The gradients of the loss of the picture shown, for the kernel that it pulls at most, and the place of the largest. */
async function pulled(stage: LessonStage) {
  const microscope = await stage.session.tools.microscope();
  const { loss, learningRate } = await microscope.takeStep();
  let best = { filter: 0, tap: 0, gradients: [] as readonly number[], size: -1 };
  for (let filter = 0; filter < (shapeOf(stage, 'conv1')[2] ?? 0); filter += 1) {
    const { gpu } = await microscope.kernelGradient('conv1', filter, 0);
    const sizes = gpu.map(Math.abs);
    const size = Math.max(...sizes);
    if (size > best.size) best = { filter, tap: sizes.indexOf(size), gradients: gpu, size };
  }
  return { ...best, loss, rate: learningRate };
}

/** The weights of a filter of the first layer, row by row. */
async function kernelOf(stage: LessonStage, filter: number): Promise<readonly number[]> {
  const { terms } = await cellOf(stage, 'conv1', [14, 14, filter]);
  return terms.map(({ weight }) => weight ?? 0);
}

async function oneWeight(stage: LessonStage, before?: Numbers): Promise<Numbers> {
  const { session } = stage;
  const parameters = session.layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
  const counts = { parameters, batch: session.settings.batchSize };
  if (before) {
    const weights = await kernelOf(stage, numberOf(before, 'filter') - 1);
    const weight = weights[(numberOf(before, 'line') - 1) * 3 + numberOf(before, 'place') - 1] ?? 0;
    const moved = weight - numberOf(before, 'weight');
    const agree = moved * numberOf(before, 'gradient') <= 0;
    return { ...before, ...counts, moved: distance(moved), together: agree ? AGREE : DISAGREE };
  }
  const { filter, tap, gradients, loss, rate } = await pulled(stage);
  const weight = (await kernelOf(stage, filter))[tap] ?? 0;
  const gradient = gradients[tap] ?? 0;
  const up = gradient > 0;
  return {
    ...{
      ...counts,
      loss,
      rate,
      weight,
      gradient,
      change: distance(-rate * gradient),
      alone: weight - rate * gradient,
    },
    ...{
      filter: filter + 1,
      line: Math.floor(tap / 3) + 1,
      place: (tap % 3) + 1,
      moved: '',
      together: AGREE,
    },
    right: up ? SHRINKS : GROWS,
    wrong: up ? GROWS : SHRINKS,
    larger: up ? { en: 'larger', ja: '大きく' } : { en: 'smaller', ja: '小さく' },
  };
}

/** In rows, with two decimals. */
function threes(values: readonly number[]): readonly (readonly number[])[] {
  const rounded = values.map((value) => Math.round(value * 100) / 100);
  return [rounded.slice(0, 3), rounded.slice(3, 6), rounded.slice(6, 9)];
}

/** What a run has come to; 0 before it. */
async function run({ session }: LessonStage): Promise<Numbers> {
  const { history, progress, settings: now, classNames } = session;
  const { loss } = history;
  const strengths = await session.strengths('conv2');
  return {
    steps: progress.stepsPerEpoch * now.epochs,
    start: loss[0] ?? 0,
    loss: progress.loss || 0,
    peak: Math.max(0, ...loss),
    rises: loss.filter((value, at) => value > (loss[at - 1] ?? Infinity)).length,
    batch: now.batchSize,
    classes: classNames.length,
    guess: Math.log(classNames.length),
    chance: 100 / classNames.length,
    test: Math.round(progress.testAccuracy * 100) || 0,
    rate: now.learningRate,
    usual: RATE,
    times: TIMES,
    many: progress.stepsPerEpoch * now.epochs * TIMES,
    silent: strengths.filter((strength) => strength === 0).length,
    maps: strengths.length,
  };
}

const toTheEnd: Step['act'] = {
  at: 'play',
  text: {
    en: 'Press play below and wait for the end, {steps} steps. Watch the curve of the [[loss]] beside it.',
    ja: '下の再生ボタンを押し、{steps} ステップの終わりまで待ちましょう。隣の[[loss]]の曲線を見ていてください。',
  },
  done: hasPlayed,
};

export const learning: Lesson = {
  id: 'learning',
  title: { en: 'Learning', ja: '学習のしくみ' },
  asks: {
    en: 'Will this weight grow or shrink in the next step?',
    ja: 'この重みは、次のステップで大きくなるでしょうか、小さくなるでしょうか。',
  },
  minutes: 6,
  state: { network, data: FEW_SHAPES, settings, picture: 'cross', shown: ['training'] },
  steps: [
    {
      goal: { en: 'One step for one weight', ja: '1 つの重みの 1 ステップ' },
      numbers: oneWeight,
      start: ({ filter }) => ({ layer: 'conv1', index: [14, 14, Number(filter) - 1] }),
      grids: async (stage) => {
        const { filter, gradients } = await pulled(stage);
        return [
          {
            title: { en: 'weights', ja: '重み' },
            rows: threes(await kernelOf(stage, filter)),
            as: 'numbers',
          },
          { title: { en: 'gradients', ja: '勾配' }, rows: threes(gradients), as: 'numbers' },
        ];
      },
      ask: {
        kind: 'choice',
        text: {
          en: 'Filter {filter} of the first `Conv2D`: the weight in row {line}, column {place} is {weight}. Its [[gradient]] for this picture is {gradient}: so steeply the [[loss]] rises when the weight is raised. What does a training step do to the weight?',
          ja: '最初の `Conv2D` のフィルタ {filter} で、{line} 行 {place} 列の重みは {weight} です。この画像に対する[[gradient]]は {gradient} で、重みを大きくしたときに[[loss]]が増える傾きを表します。学習の 1 ステップで、この重みはどうなりますか。',
        },
        options: [
          {
            text: { en: '{wrong}', ja: '{wrong}' },
            why: {
              en: 'That goes along with the gradient. With a gradient of {gradient}, a larger weight makes the loss {larger}; the step goes where the loss gets smaller.',
              ja: 'それは勾配と同じ向きです。勾配が {gradient} なら、重みを大きくすると損失は{larger}なります。ステップは、損失が小さくなる向きに進みます。',
            },
          },
          {
            text: { en: '{right}', ja: '{right}' },
            right: true,
            why: {
              en: 'The step goes against the gradient: −{rate} × ({gradient}) = {change}. From {weight} it would come to {alone}.',
              ja: 'ステップは勾配と逆の向きに進みます。−{rate} × ({gradient}) = {change} なので、{weight} は {alone} になります。',
            },
          },
          {
            text: { en: 'It stays as it is', ja: '変わらない' },
            why: {
              en: 'Only a gradient of 0 leaves a weight where it is. This one is {gradient}.',
              ja: '重みが変わらないのは、勾配が 0 のときだけです。ここでは {gradient} です。',
            },
          },
        ],
      },
      act: {
        at: 'step',
        text: {
          en: 'Take one step: press the marked button. The network learns once, from {batch} pictures.',
          ja: '1 ステップ進めましょう。印のついたボタンを押してください。ネットワークが {batch} 枚の画像から 1 回だけ学習します。',
        },
        done: ({ session }) => session.progress.step > 0,
      },
      reveal: {
        en: 'This picture alone would have moved the weight by {change}. The {batch} pictures of the [[batch]], whose gradients are averaged, moved it by {moved}: {together}. All {parameters} [[parameter|parameters]] moved in the same step, each against its own mean gradient.',
        ja: 'この画像だけなら重みは {change} 動くところでした。[[batch]]の {batch} 枚の勾配の平均では {moved} 動きました。{together}。同じステップで {parameters} 個の[[parameter]]すべてが、それぞれの平均の勾配と逆の向きに動いています。',
      },
    },
    {
      goal: { en: 'Many steps', ja: 'ステップを重ねる' },
      numbers: run,
      ask: {
        kind: 'choice',
        text: {
          en: 'The network now takes {steps} steps, each with {batch} other pictures. How will the loss go?',
          ja: 'これから {steps} ステップ学習します。ステップごとに別の {batch} 枚の画像を使います。損失はどう変わるでしょうか。',
        },
        options: [
          {
            text: { en: 'Down on the whole, up again and again', ja: '全体としては下がるが、何度も上がる' },
            right: true,
            why: {
              en: 'Each step is good for its own {batch} pictures. The next {batch} are others, and may be harder.',
              ja: '各ステップは、その {batch} 枚の画像にとってよい向きに進みます。次の {batch} 枚は別の画像で、もっと難しいこともあります。',
            },
          },
          {
            text: { en: 'Down in every step', ja: '毎ステップ必ず下がる' },
            why: {
              en: 'It would, if every step had all pictures, and were short. Here each step sees only {batch}.',
              ja: '毎回すべての画像を使い、歩幅が十分に小さければそうなります。ここでは 1 ステップに {batch} 枚しか使いません。',
            },
          },
          {
            text: { en: 'Up and down around its first value', ja: '最初の値のまわりを上下する' },
            why: {
              en: 'So it would be without learning. The steps have one direction in common: what helps most pictures.',
              ja: '学習していなければそうなります。しかしステップには共通の向きがあります。多くの画像に役立つ向きです。',
            },
          },
        ],
      },
      act: toTheEnd,
      reveal: {
        en: 'In {rises} of {steps} steps the loss went up, and yet it went from {start} to {loss}. {test} % of the test pictures are now answered rightly; guessing among {classes} classes gives {chance} %.',
        ja: '{steps} ステップのうち {rises} 回は損失が上がりましたが、全体では {start} から {loss} になりました。テスト画像の {test} % に正しく答えています。{classes} クラスをでたらめに答えると {chance} % です。',
      },
    },
    {
      goal: { en: 'A learning rate far too large', ja: '大きすぎる学習率' },
      state: { settings: { ...settings, learningRate: RATE * TIMES } },
      numbers: run,
      ask: {
        kind: 'choice',
        text: {
          en: 'The same network, the same {steps} steps, but the [[learning-rate]] is {rate} in place of {usual}: every step is {times} times as long. Where is the loss at the end?',
          ja: '同じネットワークで同じ {steps} ステップですが、[[learning-rate]]を {usual} から {rate} にします。1 歩が {times} 倍の長さです。最後の損失はどうなるでしょうか。',
        },
        options: [
          {
            text: { en: 'Lower: it learns faster', ja: 'もっと低い。速く学習するから' },
            why: {
              en: 'A gradient holds only near the place where it was computed. A step {times} times as long leaps over the valley and lands higher up.',
              ja: '勾配が正しいのは、計算した場所の近くだけです。{times} 倍の歩幅では谷を飛び越え、もっと高いところに着地します。',
            },
          },
          {
            text: { en: 'The same: it is only there sooner', ja: '同じ。早く着くだけ' },
            why: {
              en: 'It would have to stop at the bottom. But the next step is as long again and carries it away.',
              ja: 'そのためには谷底で止まらなければなりません。次の 1 歩も同じように長いので、また離れてしまいます。',
            },
          },
          {
            text: {
              en: 'No lower than by guessing, {guess}',
              ja: 'でたらめに答えるときの {guess} より下がらない',
            },
            right: true,
            why: {
              en: 'Who gives all {classes} classes the same probability has the loss −ln(1/{classes}) = {guess}.',
              ja: '{classes} クラスすべてに同じ確率を与えると、損失は −ln(1/{classes}) = {guess} です。',
            },
          },
        ],
      },
      act: toTheEnd,
      reveal: {
        en: 'The loss leapt up to {peak} and ends at {loss}; guessing is {guess}. {silent} of the {maps} maps of the second `Conv2D` are now 0 everywhere: the leaps threw their weights so far that ReLU lets nothing through, and where nothing comes out no gradient comes back.',
        ja: '損失は一時 {peak} まで跳ね上がり、最後は {loss} です（でたらめなら {guess}）。2 番目の `Conv2D` の {maps} 枚のマップのうち {silent} 枚は、どこも 0 になりました。重みが遠くまで飛ばされて ReLU が何も通さなくなり、出力がないところには勾配も戻りません。',
      },
    },
    {
      goal: { en: 'A learning rate far too small', ja: '小さすぎる学習率' },
      state: { settings: { ...settings, learningRate: RATE / TIMES } },
      numbers: run,
      ask: {
        kind: 'choice',
        text: {
          en: 'Now {rate} in place of {usual}: every step is {times} times as short. And after the same {steps} steps?',
          ja: '今度は学習率を {usual} から {rate} にします。1 歩が {times} 分の 1 の長さです。同じ {steps} ステップのあとはどうなるでしょうか。',
        },
        options: [
          {
            text: { en: 'The loss leaps up', ja: '損失が跳ね上がる' },
            why: {
              en: 'Leaps come from long steps. Short ones stay where the gradient holds.',
              ja: '跳ね上がるのは歩幅が長いときです。短ければ、勾配が正しい範囲にとどまります。',
            },
          },
          {
            text: { en: 'The loss has hardly changed', ja: '損失はほとんど変わらない' },
            right: true,
            why: {
              en: 'Each step goes the right way. It is only that {steps} such steps lead nowhere yet.',
              ja: '1 歩ごとの向きは正しいのですが、この歩幅で {steps} 歩では、まだどこにも着きません。',
            },
          },
          {
            text: {
              en: 'The loss is lower: it learns with more care',
              ja: 'もっと低い。ていねいに学習するから',
            },
            why: {
              en: 'Care helps near the bottom. From the start it would take about {many} steps to come as far.',
              ja: 'ていねいさが役立つのは谷底の近くです。最初からだと、同じだけ進むのにおよそ {many} ステップかかります。',
            },
          },
        ],
      },
      act: toTheEnd,
      reveal: {
        en: 'From {start} to {loss}, where guessing is {guess}: the way is right, but about {many} steps would be needed. Too long a step destroys, too short a step wastes; the rates between are found by trying.',
        ja: '{start} から {loss} になっただけで、でたらめの {guess} と変わりません。向きは正しくても、およそ {many} ステップが必要です。歩幅が長すぎれば壊れ、短すぎれば進みません。ちょうどよい学習率は、試して見つけます。',
      },
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const { seed } = session.settings;
      const weight = (2 + drawn(seed, 7)) / 10;
      const gradient = (drawn(seed + 3, 2) === 0 ? 1 : -1) * (1 + drawn(seed + 5, 4));
      const rate = 0.1;
      return {
        ...{ weight, gradient, rate, right: weight - rate * gradient },
        along: weight + rate * gradient,
        whole: weight - gradient,
        change: -rate * gradient,
      };
    },
    ask: {
      kind: 'amount',
      text: {
        en: 'A weight is {weight}, its gradient {gradient}, the learning rate {rate}. What is the weight after one step of plain gradient descent?',
        ja: '重みが {weight}、勾配が {gradient}、学習率が {rate} です。単純な勾配降下法で 1 ステップ進めると、重みはいくつになりますか。',
      },
      right: 'right',
      within: 0.006,
      why: {
        en: '{weight} − {rate} × ({gradient}) = {right}.',
        ja: '{weight} − {rate} × ({gradient}) = {right} です。',
      },
      mistakes: [
        {
          of: 'along',
          why: {
            en: 'That goes along with the gradient, where the loss grows. The step goes against it.',
            ja: 'それは勾配と同じ向きで、損失が増えてしまいます。ステップは逆の向きに進みます。',
          },
        },
        {
          of: 'whole',
          why: {
            en: 'The gradient is first multiplied by the learning rate, {rate}.',
            ja: '勾配には、先に学習率 {rate} を掛けます。',
          },
        },
        {
          of: 'change',
          why: {
            en: 'That is the change. It is added to the weight.',
            ja: 'それは変化の量です。これを重みに足します。',
          },
        },
      ],
      otherwise: {
        en: 'Multiply the gradient by the learning rate, and take that from the weight.',
        ja: '勾配に学習率を掛け、それを重みから引きます。',
      },
    },
    reveal: {
      en: 'A step goes against the gradient, and the learning rate says how far: {weight} becomes {right}.',
      ja: 'ステップは勾配と逆の向きに進み、その長さを学習率が決めます。{weight} は {right} になります。',
    },
  },
};
