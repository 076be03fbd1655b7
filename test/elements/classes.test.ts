// How classes are named and listed, for digits and for anything else.

import { describe, expect, it } from 'vitest';
import { en } from '../../src/elements/locales/en';
import { ja } from '../../src/elements/locales/ja';
import {
  DIGITS,
  className,
  classNamesOf,
  classWords,
  classesShown,
  cutName,
  namesWidth,
} from '../../src/elements/text/classes';

const fruit = { classNames: ['apple', 'banana', 'orange'] };

describe('words for classes', () => {
  it('say digit where the classes are the ten digits, and the name of the class otherwise', () => {
    expect(classWords({ classNames: DIGITS }, en).answer('3')).toBe('Answer · digit 3');
    expect(classWords(fruit, en).answer(className(fruit, 1))).toBe('Answer · banana');
    expect(classWords(fruit, ja).answer('りんご')).toBe('答え · りんご');
    const other = { classNames: DIGITS.slice(0, 9) };
    expect(classWords(other, en).column).toBe('class');
  });

  it('say how many probabilities there are', () => {
    expect(classWords(fruit, en).probability('apple', '90.0 %', 3)).toContain('3 probabilities');
  });
});

describe('the classes listed', () => {
  it('are all up to ten, in their order', () => {
    expect(classesShown(10, [0, 0, 1], null)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('are of more the five likeliest from the likeliest on, and the one asked about after them', () => {
    const probabilities = Array.from({ length: 40 }, (_, at) => (at * 7) % 40);
    const value = (at: number): number => probabilities[at] ?? 0;
    const likeliest = probabilities.map((_, at) => at).sort((a, b) => value(b) - value(a));
    expect(classesShown(40, probabilities, null)).toEqual(likeliest.slice(0, 5));
    expect(classesShown(40, probabilities, likeliest[2]!)).toEqual(likeliest.slice(0, 5));
    expect(classesShown(40, probabilities, likeliest[20]!)).toEqual([
      ...likeliest.slice(0, 5),
      likeliest[20],
    ]);
  });

  it('are the first ones while nothing is known, and never one that is not there', () => {
    expect(classesShown(40, [], 40)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('names of classes', () => {
  it('have the width of the longest, up to a limit; digits keep theirs', () => {
    expect(namesWidth(DIGITS)).toBe(22);
    expect(namesWidth(['cat', 'dog'])).toBeLessThan(namesWidth(['cat', 'elephant']));
    expect(namesWidth(['a very long name of a class'])).toBe(namesWidth(['an even longer name of a class']));
    expect(namesWidth(['飛行機'])).toBeGreaterThan(namesWidth(['cat']));
  });

  it('end in an ellipsis in a figure where they are longer than that', () => {
    expect(cutName('cat', 90)).toBe('cat');
    expect(cutName('a very long name of a class', 90)).toMatch(/^a very.*…$/);
  });
});

describe('names of classes', () => {
  it('are those of the page’s language where the data set is ours, and of the data otherwise', () => {
    const data = { reference: { name: 'fruit-synthetic' } };
    expect(classNamesOf({ ...fruit, data })).toEqual(['Apple', 'Banana', 'Orange']);
    expect(classNamesOf(fruit)).toEqual(fruit.classNames);
    expect(classNamesOf(null)).toEqual([]);
  });
});
