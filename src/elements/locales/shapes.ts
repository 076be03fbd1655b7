// The classes of the generated shapes, by the names that the engine gives them.

type ShapeWords = Readonly<Record<string, string>>;

const en: ShapeWords = {
  'horizontal-bar': 'Horizontal bar',
  'vertical-bar': 'Vertical bar',
  'rising-bar': 'Rising bar',
  'falling-bar': 'Falling bar',
  cross: 'Cross',
  circle: 'Circle',
  triangle: 'Triangle',
  square: 'Square',
  'horizontal-stripes': 'Horizontal stripes',
  'vertical-stripes': 'Vertical stripes',
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
