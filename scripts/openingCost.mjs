// What opening the page costs, on Linux: node scripts/openingCost.mjs [TIMES] [HASH]
// Builds the page, opens it in browser contexts of their own, and prints for each the milliseconds to the first maps and
// answer, the CPU seconds of the browser's processes until four seconds later, and the longest task of the main thread.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { launchOptions } from './browser.mjs';

const [times = '5', hash = 'data=mnist'] = process.argv.slice(2);
const port = 20_000 + (process.pid % 20_000);
const TICKS_PER_SECOND = 100;

/** CPU seconds so far of all processes that this one has started. */
function cpuSeconds() {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const text = readFileSync(`/proc/${id}/stat`, 'utf8');
        // After the name, which may hold spaces: state, parent, …; times are entries 11 and 12.
        const entries = text.slice(text.lastIndexOf(')') + 2).split(' ');
        const cpu = (Number(entries[11]) + Number(entries[12])) / TICKS_PER_SECOND;
        return [{ id: Number(id), parent: Number(entries[1]), cpu }];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
  const own = new Set([process.pid]);
  for (const id of own)
    for (const { id: child, parent } of processes) if (parent === id && child !== server.pid) own.add(child);
  own.delete(process.pid);
  return processes.filter(({ id }) => own.has(id)).reduce((sum, { cpu }) => sum + cpu, 0);
}

const server = spawn(
  process.execPath,
  [join(dirname(fileURLToPath(import.meta.url)), 'e2eServer.mjs'), String(port)],
  {
    stdio: 'ignore',
  },
);
const address = `http://localhost:${port}/`;
const answers = () =>
  fetch(address).then(
    () => true,
    () => false,
  );
while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 200));
const browser = await chromium.launch(launchOptions());
try {
  await (await browser.newPage()).goto('about:blank');
  for (let time = 0; time < Number(times); time++) {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.addInitScript(`
      window.longest = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
      }).observe({ type: 'longtask', buffered: true });
    `);
    const [start, before] = [performance.now(), cpuSeconds()];
    await page.goto(`${address}#${hash}`);
    await page.getByTestId('probability').first().filter({ hasText: '%' }).waitFor();
    const ready = performance.now() - start;
    await page.waitForTimeout(4000);
    const longest = Number(await page.evaluate('window.longest'));
    console.log(
      `maps ${ready.toFixed(0)} ms   CPU ${(cpuSeconds() - before).toFixed(2)} s   longest task ${longest.toFixed(0)} ms   load ${loadavg()[0]?.toFixed(1)}`,
    );
    await context.close();
  }
} finally {
  await browser.close();
  server.kill();
}
