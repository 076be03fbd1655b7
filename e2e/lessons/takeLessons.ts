// Some lessons, each taken to its end twice, by the keyboard alone: in English at a desk with a wrong answer first, and in
// Japanese on a phone's screen. One page takes them one after the other, as a learner does.

import { expect, test } from '../support/test';
import type { Lesson } from '../../src/lessons/lesson';
import { chooseLanguage, load, type App } from '../support/app';
import { expectAccessible } from '../support/axe';
import { ACTS } from './acts';
import { prepared, take } from './taking';

const DESK = { width: 1280, height: 720 };
const PHONE = { width: 390, height: 844 };

export function takeLessons(lessons: readonly Lesson[]): void {
  test.describe.configure({ mode: 'serial' });
  let app: App;
  test.beforeAll(async ({ browser }) => {
    app = await load(browser, {
      ...{ hash: `lesson=${lessons[0]?.id}`, viewport: DESK, locale: 'en-GB', colorScheme: 'light' },
    });
  });
  test.afterAll(async () => {
    expect(app.watched.complaints).toEqual([]);
    await app.page.close();
  });

  for (const lesson of lessons) {
    const begin = (): Promise<void> =>
      app.page.evaluate((id) => void (location.hash = `lesson=${id}`), lesson.id);

    test(`${lesson.id}: with wrong answers first, in English`, async () => {
      const { page } = app;
      await page.setViewportSize(DESK);
      await begin();
      await prepared(page, `${lesson.id}.1`);
      await chooseLanguage(page, 'en');
      await take(page, lesson, ACTS[lesson.id] ?? {}, true);
      await expectAccessible(page, `lesson ${lesson.id}`);
    });

    test(`${lesson.id}: on a phone, in Japanese`, async () => {
      const { page } = app;
      await page.setViewportSize(PHONE);
      await begin();
      await prepared(page, `${lesson.id}.1`);
      await chooseLanguage(page, 'ja');
      await take(page, lesson, ACTS[lesson.id] ?? {}, false);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, 'nothing scrolls sideways').toBeLessThanOrEqual(0);
      await expectAccessible(page, `lesson ${lesson.id} on a phone`);
    });
  }
}
