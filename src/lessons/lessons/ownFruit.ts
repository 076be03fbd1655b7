// Lesson 12: overfitting, and fruit of one's own.

import type { ImageDataset } from '../../data/imageDataset';
import { drawn, hasPlayed } from '../facts';
import type { ClassOf, Lesson, LessonStage, Numbers, Text } from '../lesson';
import { FEW_FRUIT, small, withOptions } from '../networks';

const { classes } = FEW_FRUIT.options;

const network = {
  ...withOptions(small, 'answer', { units: classes.length }),
  input: [FEW_FRUIT.options.size, FEW_FRUIT.options.size, 3],
};

/** 0 where it is not known yet. */
const percent = (share: number): number => Math.round(share * 100) || 0;
const exactPercent = (share: number): number => Math.round(share * 1000) / 10;

/** Probabilities for pictures, [pictures][classes]. */
async function answersTo({ session }: LessonStage, pictures: ImageDataset) {
  const predictions = await session.tools.predictions();
  const answered = await predictions.predict(pictures);
  const width = pictures.classNames.length;
  return Array.from({ length: pictures.count }, (_, at) =>
    Array.from(answered?.subarray(at * width, (at + 1) * width) ?? []),
  );
}

/** What a run came to. */
function run({ session }: LessonStage): Numbers {
  const { history, progress, settings, data } = session;
  const best = Math.max(0, ...history.testAccuracy);
  return {
    ...{ count: data.train.count, tested: data.test.count, classes: classes.length },
    perClass: data.train.count / classes.length,
    steps: progress.stepsPerEpoch * settings.epochs,
    epochs: settings.epochs,
    train: percent(progress.accuracy),
    test: percent(progress.testAccuracy),
    best: percent(best),
    bestStep: history.testStep[history.testAccuracy.indexOf(best)] ?? 0,
    chance: percent(1 / classes.length),
  };
}

interface Pair {
  readonly one: number;
  readonly other: number;
  /** Pictures of either that got the name of the other one. */
  readonly count: number;
  /** Of one of the two alone, where it is more often taken for the other. */
  readonly most: number;
  /** The probability that pictures of either gave to the other one, on average. */
  readonly probability: number;
}

/** All pairs of classes, those that are confused most first. */
async function pairs(stage: LessonStage): Promise<readonly Pair[]> {
  const { test } = stage.session.data;
  const answers = await answersTo(stage, test);
  const pairOf = (one: number, other: number): Pair => {
    let [probability, pictures] = [0, 0];
    const taken = { one: 0, other: 0 };
    for (const [at, row] of answers.entries()) {
      const label = test.labels[at];
      if (label !== one && label !== other) continue;
      const another = label === one ? other : one;
      pictures += 1;
      probability += row[another] ?? 0;
      if (row.indexOf(Math.max(...row)) === another) taken[label === one ? 'one' : 'other'] += 1;
    }
    return {
      ...{ one, other, count: taken.one + taken.other, most: Math.max(taken.one, taken.other) },
      probability: probability / Math.max(1, pictures),
    };
  };
  return classes
    .flatMap((_, one) => classes.slice(one + 1).map((_, at) => pairOf(one, one + 1 + at)))
    .sort((a, b) => b.most - a.most || b.count - a.count || b.probability - a.probability);
}

async function confused(stage: LessonStage): Promise<Numbers> {
  const { data } = stage.session;
  const all = await pairs(stage);
  const named = (name: string, pair: Pair | undefined): Numbers => {
    const classOf = (at: number | undefined): ClassOf => ({ classOf: classes[at ?? 0] ?? '' });
    return {
      [`${name}One`]: classOf(pair?.one),
      [`${name}Other`]: classOf(pair?.other),
      [`${name}Count`]: pair?.count ?? 0,
      [`${name}Percent`]: percent(pair?.probability ?? 0),
    };
  };
  return {
    ...{ ...named('most', all[0]), ...named('few', all.at(-2)), ...named('least', all.at(-1)) },
    of: (2 * data.test.count) / classes.length,
    tested: data.test.count,
    test: percent(stage.session.progress.testAccuracy),
  };
}

/** A black square of a third of the side, at a place given in pixels. */
function cover(pixels: Uint8Array, side: number, top: number, left: number): Uint8Array {
  const covered = pixels.slice();
  const size = Math.round(side / 3);
  for (let row = top; row < top + size; row += 1)
    covered.fill(0, (row * side + left) * 3, (row * side + left + size) * 3);
  return covered;
}

const MIDDLE: Text = { en: 'The middle', ja: '中央' };
const CORNERS: Text = { en: 'The corners', ja: '四隅' };

const FRUIT: Text = {
  en: 'It looks at the fruit more than at what lies around it.',
  ja: '周りよりも果物そのものを見ています。',
};
const AROUND: Text = {
  en: 'It looks at what lies around the fruit: with so few pictures, a background is learned by heart as well.',
  ja: '果物の周りを見ています。画像がこれほど少ないと、背景まで丸暗記してしまいます。',
};
const BOTH: Text = {
  en: 'What lies around the fruit counts as much as the fruit: with so few pictures, a background is learned by heart as well.',
  ja: '果物の周りが、果物と同じくらい効いています。画像がこれほど少ないと、背景まで丸暗記してしまいます。',
};

/** The probability of the answer with the middle covered, and with a corner. */
async function covered(stage: LessonStage): Promise<Numbers> {
  const { data } = stage.session;
  const { height: side } = data.test;
  const pixels = Uint8Array.from(stage.picture ?? [], (value) => Math.round(value * 255));
  const far = side - Math.round(side / 3);
  const places = [
    [Math.round(far / 2), Math.round(far / 2)],
    [0, 0],
    [0, far],
    [far, 0],
    [far, far],
  ] as const;
  const pictures = [pixels, ...places.map(([top, left]) => cover(pixels, side, top, left))];
  const images = new Uint8Array(pictures.length * pixels.length);
  for (const [at, picture] of pictures.entries()) images.set(picture, at * pixels.length);
  const count = pictures.length;
  const answers = await answersTo(stage, { ...data.test, images, labels: new Uint8Array(count), count });
  const [whole = []] = answers;
  const answer = whole.indexOf(Math.max(...whole));
  const [all = 0, middle = 0, ...corners] = answers.map((row) => row[answer] ?? 0);
  const corner = corners.reduce((sum, value) => sum + value, 0) / corners.length;
  const fruit = middle <= corner;
  const seen = Math.abs(middle - corner) < 0.05 ? BOTH : fruit ? FRUIT : AROUND;
  return {
    ...{ answer: { classOf: classes[answer] ?? '' }, unit: answer, seen },
    ...{ whole: exactPercent(all), middle: exactPercent(middle), corner: exactPercent(corner) },
    right: fruit ? MIDDLE : CORNERS,
    wrong: fruit ? CORNERS : MIDDLE,
  };
}

export const ownFruit: Lesson = {
  id: 'own-fruit',
  title: { en: 'Your own fruit, and overfitting', ja: '自分の果物と過学習' },
  asks: { en: 'Which two will be confused?', ja: 'どの 2 つが取り違えられるでしょうか。' },
  minutes: 6,
  state: {
    network,
    data: FEW_FRUIT,
    settings: { optimizer: 'adam', learningRate: 0.006, batchSize: 20, epochs: 40 },
    picture: 'lemon',
    shown: ['training'],
  },
  steps: [
    {
      goal: { en: 'Few pictures', ja: '少ない画像' },
      numbers: run,
      ask: {
        kind: 'choice',
        text: {
          en: '{classes} kinds of fruit, {perClass} pictures of each. The network sees these {count} pictures again and again, {epochs} times. {tested} others, the [[test-set]], it never learns from. Which curve stops rising first?',
          ja: '{classes} 種類の果物が {perClass} 枚ずつあります。ネットワークはこの {count} 枚を {epochs} 回くり返し見ます。ほかの {tested} 枚は[[test-set]]で、学習には使いません。先に上がらなくなるのは、どちらの正解率でしょうか。',
        },
        options: [
          {
            text: { en: 'Neither: both rise together', ja: 'どちらも同じように上がる' },
            why: {
              en: 'So it is with thousands of pictures. With {count} there is a shorter way than learning what fruit looks like: to remember each picture.',
              ja: '何千枚もあればそうなります。{count} 枚なら、果物の見え方を学ぶより近道があります。1 枚 1 枚を覚えてしまうことです。',
            },
          },
          {
            text: { en: 'That of the training pictures', ja: '学習データの正解率' },
            why: {
              en: 'Every step makes the answers to just these pictures better, up to the last one.',
              ja: 'どのステップも、まさにその画像への答えをよくします。最後まで上がり続けます。',
            },
          },
          {
            text: { en: 'That of the test pictures', ja: 'テストデータの正解率' },
            right: true,
            why: {
              en: 'What is learned by heart helps with the pictures that it was learned from, and with no others.',
              ja: '丸暗記したことは、覚えた画像にしか役立ちません。',
            },
          },
        ],
      },
      act: {
        at: 'play',
        text: {
          en: 'Press play below and wait for the end, {steps} steps. Watch both accuracies.',
          ja: '下の再生ボタンを押し、{steps} ステップの終わりまで待ちましょう。2 つの正解率を見比べてください。',
        },
        done: hasPlayed,
      },
      reveal: {
        en: 'Training pictures: {train} % right. Test pictures: {test} %, where guessing gives {chance} %. They were at their best, {best} %, after step {bestStep} already; what came later was learned by heart. That is **overfitting**.',
        ja: '学習データの正解率は {train} %、テストデータは {test} % です（でたらめなら {chance} %）。テストの最高は {best} % で、{bestStep} ステップ目にはもう達していました。そのあとに学んだのは丸暗記です。これを**過学習**といいます。',
      },
    },
    {
      goal: { en: 'What is taken for what', ja: '何を何と取り違えるか' },
      state: { trained: true, view: 'confusion', shown: [] },
      covered: true,
      numbers: confused,
      ask: {
        kind: 'choice',
        text: {
          en: 'The network has learned and is asked about the {tested} test pictures. Which two does it confuse most?',
          ja: '学習を終えたネットワークに、{tested} 枚のテスト画像を見せます。いちばん取り違えるのはどの 2 つでしょうか。',
        },
        options: [
          {
            text: { en: '{leastOne} and {leastOther}', ja: '{leastOne}と{leastOther}' },
            why: {
              en: 'These are told apart best: a picture of one gets {leastPercent} % for the other on average, {leastCount} of {of} pictures the wrong name of the two.',
              ja: 'この 2 つはいちばんよく区別できています。一方の画像に他方である確率を平均 {leastPercent} % と答え、取り違えたのは {of} 枚中 {leastCount} 枚です。',
            },
          },
          {
            text: { en: '{mostOne} and {mostOther}', ja: '{mostOne}と{mostOther}' },
            right: true,
            why: {
              en: '{mostCount} of their {of} pictures got the name of the other, and on average {mostPercent} % of the probability.',
              ja: '{of} 枚中 {mostCount} 枚が他方の名前になり、確率では平均 {mostPercent} % でした。',
            },
          },
          {
            text: { en: '{fewOne} and {fewOther}', ja: '{fewOne}と{fewOther}' },
            why: {
              en: 'To the eye perhaps, but the network has its own features: {fewCount} of {of} pictures, {fewPercent} % of the probability.',
              ja: '人の目にはそうかもしれませんが、ネットワークには独自の特徴があります。取り違えは {of} 枚中 {fewCount} 枚、確率では {fewPercent} % です。',
            },
          },
        ],
      },
      act: {
        at: 'view',
        text: {
          en: 'This is the [[confusion-matrix]]: a row for what a picture is, a column for what was answered. Choose a cell outside the diagonal, then one of its pictures: it comes to the stage.',
          ja: 'これが[[confusion-matrix]]です。行が本当のクラス、列がネットワークの答えです。対角線の外のセルを選び、その中の画像を 1 枚選びましょう。ステージに表示されます。',
        },
        done: ({ view }) => view === 'stage',
      },
      reveal: {
        en: 'Each mistake is a picture that can be looked at. {mostOne} and {mostOther}: {mostCount} of {of}. Which pictures are missing among those it learned from? Some more of just these two help more than many others.',
        ja: '間違いは 1 枚ずつ画像として見られます。{mostOne}と{mostOther}は {of} 枚中 {mostCount} 枚でした。学習データにはどんな画像が足りなかったのでしょうか。この 2 つの画像を少し増やすほうが、ほかの画像をたくさん増やすより役立ちます。',
      },
    },
    {
      goal: { en: 'Cover the fruit', ja: '果物を隠す' },
      state: { trained: true, shown: ['inspector'] },
      start: ({ unit }) => ({ layer: 'answer', index: [Number(unit)] }),
      numbers: covered,
      ask: {
        kind: 'choice',
        text: {
          en: 'For this picture the network answers {answer}, with {whole} %. A black square is laid on it, once on the middle, then on each corner. Where does it cost more of that answer?',
          ja: 'この画像にネットワークは {whole} % で「{answer}」と答えます。黒い四角を、まず中央に、次に四隅に順に重ねます。答えの確率が大きく下がるのはどちらでしょうか。',
        },
        options: [
          {
            text: { en: '{right}', ja: '{right}' },
            right: true,
            why: {
              en: 'From {whole} % to {middle} % with the middle covered, to {corner} % with a corner (the mean of four).',
              ja: '{whole} % だったものが、中央を隠すと {middle} %、隅を隠すと（4 か所の平均で）{corner} % になります。',
            },
          },
          {
            text: { en: '{wrong}', ja: '{wrong}' },
            why: {
              en: 'Measured, it is the other way round: {middle} % is left with the middle covered, {corner} % with a corner. Where a network looks has to be tried.',
              ja: '実際には逆で、中央を隠すと {middle} %、隅を隠すと {corner} % が残ります。ネットワークがどこを見ているかは、試してみなければわかりません。',
            },
          },
          {
            text: { en: 'Neither: it stays exactly the same', ja: 'どちらでもまったく変わらない' },
            why: {
              en: 'It would if no weight met the covered pixels. Here {middle} % and {corner} % are left of {whole} %.',
              ja: '隠れた画素にどの重みも掛からなければそうなります。ここでは {whole} % が {middle} % と {corner} % になります。',
            },
          },
        ],
      },
      act: {
        at: 'inspector',
        text: {
          en: 'Look closer: open the tab **Why** in the panel. Its first map covers the picture place by place.',
          ja: 'もっと細かく見ましょう。パネルの**根拠**タブを開いてください。最初の図は、画像を少しずつ場所を変えて隠した結果です。',
        },
        done: ({ tab }) => tab === 'why',
      },
      reveal: {
        en: 'Middle covered: {middle} %. Corner covered: {corner} %. {seen} The map shows by how much each place counts.',
        ja: '中央を隠すと {middle} %、隅を隠すと {corner} % です。{seen}図では、どの場所がどれだけ効いているかがわかります。',
      },
    },
    {
      goal: { en: 'A real test', ja: '本当のテスト' },
      state: { trained: true, shown: ['training'] },
      numbers: run,
      ask: {
        kind: 'choice',
        text: {
          en: 'You film an apple with your camera, and a hundred frames become pictures. Every fifth goes to the test set, the rest to training. What will the test accuracy tell?',
          ja: 'カメラでりんごを撮影し、100 コマを画像にします。5 コマに 1 コマをテストデータ、残りを学習データにしました。テストの正解率から何がわかるでしょうか。',
        },
        options: [
          {
            text: {
              en: 'Little: the test frames were as good as learned',
              ja: 'ほとんど何も。テストのコマは学習したも同然だから',
            },
            right: true,
            why: {
              en: 'Neighbouring frames are nearly the same picture. A network that knows one by heart knows the next.',
              ja: '隣り合うコマはほとんど同じ画像です。1 枚を丸暗記すれば、次の 1 枚も当たります。',
            },
          },
          {
            text: { en: 'How well it knows apples', ja: 'りんごをどれだけ見分けられるか' },
            why: {
              en: 'Only this apple, on this table, in this light: the test has nothing else.',
              ja: 'わかるのは、この机の、この光の、このりんごだけです。テストにはそれしかありません。',
            },
          },
          {
            text: { en: 'Nothing, because one in five is too few', ja: '何も。5 分の 1 では少なすぎるから' },
            why: {
              en: 'The number is not what is wrong: twice as many frames of the same recording would say no more.',
              ja: '枚数の問題ではありません。同じ撮影のコマを 2 倍にしても、わかることは増えません。',
            },
          },
        ],
      },
      reveal: {
        en: 'Keep a whole recording out: another apple, another place, another day. Here the network came to {train} % in training and {test} % in the test; now try your own fruit. Leave the lesson and choose **Fruit lab** above: record, train, and hold one recording back.',
        ja: '撮影を丸ごと 1 回分、学習に使わずに残します。別のりんご、別の場所、別の日のものです。このネットワークは学習で {train} %、テストで {test} % でした。今度は自分の果物で試しましょう。レッスンを終え、上の**果物ラボ**を選んでください。撮影し、学習し、1 回分の撮影をテストに残します。',
      },
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const { seed } = session.settings;
      const train = 95 + drawn(seed, 5);
      const test = 50 + drawn(seed + 3, 30);
      return { train, test, right: train - test, sum: train + test, lost: 100 - test };
    },
    ask: {
      kind: 'amount',
      text: {
        en: 'A network has {train} % accuracy on its training pictures and {test} % on the test pictures. By how many points does it overfit?',
        ja: '学習データの正解率が {train} %、テストデータの正解率が {test} % です。過学習による差は何ポイントですか。',
      },
      right: 'right',
      why: { en: '{train} − {test} = {right}.', ja: '{train} − {test} = {right} です。' },
      mistakes: [
        {
          of: 'lost',
          why: {
            en: 'That is its distance to 100 %. Overfitting is what it is better at on pictures it has learned from.',
            ja: 'それは 100 % との差です。過学習の差は、学習した画像のほうがどれだけよいかです。',
          },
        },
      ],
      otherwise: {
        en: 'How much better is it on the pictures that it has learned from?',
        ja: '学習した画像では、どれだけ正解率が高いですか。',
      },
    },
    reveal: {
      en: '{right} points lie between what it has learned from and what it has never seen.',
      ja: '学習した画像と見たことのない画像の差は {right} ポイントです。',
    },
  },
};
