// The kinds of fruit by the names of their classes.

type Names = Readonly<Record<string, string>>;

const en: Names = {
  apple: 'Apple',
  banana: 'Banana',
  orange: 'Orange',
  lemon: 'Lemon',
  pear: 'Pear',
  kiwi: 'Kiwi',
  pineapple: 'Pineapple',
  watermelon: 'Watermelon',
  strawberry: 'Strawberry',
  grape: 'Grape',
  peach: 'Peach',
  tomato: 'Tomato',
  mango: 'Mango',
  avocado: 'Avocado',
};

const ja: Names = {
  apple: 'りんご',
  banana: 'バナナ',
  orange: 'オレンジ',
  lemon: 'レモン',
  pear: '洋なし',
  kiwi: 'キウイ',
  pineapple: 'パイナップル',
  watermelon: 'すいか',
  strawberry: 'いちご',
  grape: 'ぶどう',
  peach: '桃',
  tomato: 'トマト',
  mango: 'マンゴー',
  avocado: 'アボカド',
};

export const fruit = { en, ja };
