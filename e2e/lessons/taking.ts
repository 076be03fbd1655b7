// Takes a lesson as a learner would: answers its questions, does what it asks for by the keyboard alone, reads what is
// revealed. Which answers are right is known from the lesson itself.

import { expect, type Locator, type Page } from '@playwright/test';
import type { Attempt } from '../../src/lessons/attempt';
import type { Lesson, Step } from '../../src/lessons/lesson';
import { stepsOf } from '../../src/lessons/lessons';
import type { Taking } from '../../src/elements/lessons/taking';

/** Does what a step asks for, with keys alone, also where rails are drawers. */
export type Act = (page: Page) => Promise<void>;
/** By the number of the step in the lesson, from 1, without the question from an earlier lesson. */
export type Acts = Readonly<Record<number, Act>>;

interface LessonPanel extends HTMLElement {
  readonly taking: Taking;
}

/** Waits until the step is prepared. */
export async function prepared(page: Page, place: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const panel = document.querySelector('convscope-app')?.shadowRoot?.querySelector<
      HTMLElement & {
        taking: { lesson: { id: string }; at: number; attempt: unknown; error: Error | null };
      }
    >('cs-lesson');
    if (!panel) return false;
    const { lesson, at, attempt, error } = panel.taking;
    if (error) throw error;
    return `${lesson.id}.${at + 1}` === wanted && attempt !== null;
  }, place);
}

/** The numbers that the step was asked with. */
export const numbersOf = (page: Page): Promise<Attempt['numbers']> =>
  page.locator('cs-lesson').evaluate((panel: LessonPanel) => panel.taking.attempt?.numbers ?? {});

/** Presses a button that has the focus, as the keyboard does. */
export async function press(button: Locator): Promise<void> {
  await button.focus();
  await button.press('Enter');
}

/** Opens a rail where it is a drawer. */
export async function openRail(page: Page, side: 'left' | 'right'): Promise<void> {
  const button = page.getByTestId(`open-${side}`);
  if (await button.isVisible()) await press(button);
}

/** Closes the drawers again. */
export async function closeRails(page: Page): Promise<void> {
  for (const side of ['left', 'right'] as const) {
    const close = page.getByTestId(`rail-${side}`).locator('.close');
    if (await close.isVisible()) await press(close);
  }
}

const says = (page: Page): Locator => page.getByTestId('lesson-says');

async function type(page: Page, amount: number): Promise<void> {
  const field = page.getByTestId('amount');
  await field.focus();
  await field.fill(String(amount));
  await field.press('Enter');
}

/** @param wrong a wrong answer is given first: it gets a reason of its own */
async function answer(page: Page, { ask }: Step, wrong: boolean): Promise<void> {
  if (!ask) return;
  const numbers = await numbersOf(page);
  if (ask.kind === 'choice') {
    const options = page.getByTestId('option');
    const texts = await options.allInnerTexts();
    expect(new Set(texts).size, `different answers: ${texts.join(' | ')}`).toBe(ask.options.length);
    const right = ask.options.findIndex((option) => option.right);
    if (wrong) {
      await press(options.nth(right === 0 ? 1 : 0));
      await expect(says(page)).not.toBeEmpty();
      await expect(page.getByTestId('lesson-reveal')).toBeHidden();
    }
    await press(options.nth(right));
  } else {
    const right = Number(numbers[ask.right]);
    if (wrong) {
      const [mistake] = ask.mistakes;
      const given = mistake ? Number(numbers[mistake.of]) : right + 1;
      await type(page, given);
      await expect(says(page)).not.toBeEmpty();
    }
    await type(page, right);
  }
  await expect(page.getByTestId('lesson-says').locator('p').first()).not.toHaveClass('wrong');
}

/** Takes all steps, one after the other, up to what the last one reveals. */
export async function take(page: Page, lesson: Lesson, acts: Acts, wrong: boolean): Promise<void> {
  const steps = stepsOf(lesson);
  const earlier = steps.length - lesson.steps.length;
  for (const [at, step] of steps.entries()) {
    const place = `${lesson.id}.${at + 1}`;
    await prepared(page, place);
    await answer(page, step, wrong);
    if (step.act) {
      const act = acts[at + 1 - earlier];
      if (!act) throw new Error(`no act for step ${at + 1 - earlier} of '${lesson.id}'`);
      await expect(page.getByTestId('lesson-act'), place).toHaveAttribute('data-done', 'no');
      await expect(page.getByTestId('lesson-mark'), place).toBeVisible();
      await act(page);
      await expect(page.getByTestId('lesson-act'), place).toHaveAttribute('data-done', 'yes');
      await closeRails(page);
    }
    await expect(page.getByTestId('lesson-reveal'), place).toBeVisible();
    expect(await page.getByTestId('lesson-reveal').innerText()).not.toMatch(/[{}[\]`]|undefined|NaN/);
    if (at < steps.length - 1) await press(page.getByTestId('lesson-next'));
  }
}
