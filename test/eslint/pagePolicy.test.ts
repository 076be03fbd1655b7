import { Linter } from 'eslint';
import { expect, test } from 'vitest';
import { pagePolicyPlugin } from '../../eslint/pagePolicy.mjs';

const linter = new Linter();
const problems = (code: string): number =>
  linter.verify(code, [
    {
      plugins: { policy: pagePolicyPlugin },
      rules: { 'policy/no-style-attribute': 'error', 'policy/no-html-sinks': 'error' },
    },
  ]).length;

test.each([
  ['html`<i style="width: 1px"></i>`', 1],
  ['html`<i style=${a}></i>`', 1],
  ['svg`<g style=${a} />`', 1],
  ['html`<i class="x"\n  style=${a}></i>`', 1],
  ['html`<i .style=${a}></i>`', 0],
  ['html`<cs-map data-style=${a} mapstyle=${b}></cs-map>`', 0],
  ['css`i { color: red }`', 0],
  ['a.innerHTML = b', 1],
  ["a.insertAdjacentHTML('beforeend', b)", 1],
  ["document.write('x')", 1],
  ['stream.write(bytes)', 0],
  ["new DOMParser().parseFromString(a, 'text/html')", 1],
  ['eval(a)', 1],
  ["new Function('a', b)", 1],
  ['a.textContent = b', 0],
])('%s', (code, found) => {
  expect(problems(code)).toBe(found);
});
