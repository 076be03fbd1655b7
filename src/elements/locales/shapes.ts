// The classes of the generated shapes, by the names that the engine gives them.

type ShapeWords = Readonly<Record<string, string>>;

const en: ShapeWords = {
  'horizontal-bar': 'Level bar',
  'vertical-bar': 'Upright bar',
  'rising-bar': 'Rising bar',
  'falling-bar': 'Falling bar',
  cross: 'Cross',
  circle: 'Circle',
  triangle: 'Triangle',
  square: 'Square',
  'horizontal-stripes': 'Level stripes',
  'vertical-stripes': 'Upright stripes',
};

const ja: ShapeWords = {
  'horizontal-bar': '横棒',
  'vertical-bar': '縦棒',
  'rising-bar': '右上がりの棒',
  'falling-bar': '右下がりの棒',
  cross: '十字',
  circle: '円',
  triangle: '三角形',
  square: '正方形',
  'horizontal-stripes': '横じま',
  'vertical-stripes': '縦じま',
};

export const shapes = { en, ja };
