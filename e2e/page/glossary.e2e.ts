// Terms of the glossary on the page: by pointer, keyboard and finger, in both languages.

import { expect, test } from '../support/test';
import { chooseLanguage, open } from '../support/app';
import { expectAccessible } from '../support/axe';

test('a term says what it means: under the pointer, with the keyboard, in Japanese', async ({ browser }) => {
  const { page, watched } = await open(browser, { locale: 'en-GB' });
  const loss = page.locator('cs-term[term=loss]');
  const note = page.getByTestId('term-note');
  await loss.hover();
  await expect(note).toContainText('how wrong the answers are');
  await expectAccessible(page, 'a term, light');
  // What it says can be pointed at.
  await note.hover();
  await expect(note).toBeVisible();
  await page.mouse.move(4, 4);
  await expect(note).toHaveCount(0);

  await page.locator('[data-testid=tile][data-layer=conv1]').first().click();
  const map = page.locator('cs-term[term=feature-map]').getByRole('button', { name: 'Feature map' });
  await map.focus();
  await expect(map).toHaveAccessibleDescription('What one filter found in its input, and where.');
  await page.keyboard.press('Escape');
  await expect(note).toHaveCount(0);
  await expect(page.getByTestId('value'), 'the cell stays pinned').toBeVisible();

  await chooseLanguage(page, 'ja');
  await page.getByRole('button', { name: '損失', exact: true }).focus();
  await expect(note).toContainText('英語では loss');
  await expectAccessible(page, 'a term, Japanese');
  expect(watched.complaints).toEqual([]);
});

test('a term opens by a tap and closes by one elsewhere', async ({ browser }) => {
  const { page } = await open(browser, { hasTouch: true, viewport: { width: 820, height: 1180 } });
  await page.locator('cs-term[term=loss]').tap();
  const note = page.getByTestId('term-note');
  await expect(note).toBeVisible();
  await page.getByTestId('language-en').tap();
  await expect(note).toHaveCount(0);
});
