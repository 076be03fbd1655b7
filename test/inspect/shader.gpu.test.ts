// Typed shaders: what they make of the picture is what plain loops make of it, bad ones change nothing, endless ones end,
// and training does not know of them.

import { describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import type { NetworkConfig } from '../../src/models/network';
import type { TrainingSession } from '../../src/session/session';
import { LOOP_TURNS } from '../../src/inspect/shader/compileTyped';
import { sessionsOf } from '../support/openSession';

const config: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 3, kernelSize: 3, activation: 'relu' } },
    { name: 'pool', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const open = sessionsOf(config);

async function maps(session: TrainingSession, layer: string): Promise<Float32Array> {
  session.refresh();
  const view = session.layers.find(({ name }) => name === layer);
  if (!view) throw new Error(`no layer ${layer}`);
  return readFloats(session.device, view.activation);
}

async function plainOf(session: TrainingSession, layer: string): Promise<string> {
  const { plain } = await session.shaders.of(layer);
  if (plain === null) throw new Error(`${layer} has no plain shader`);
  return plain;
}

/** The text with one place changed, which has to be there. */
function edit(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

const bits = (values: Float32Array): number[] => [...new Uint32Array(values.buffer)];
const problems = (session: TrainingSession, layer: string) => session.shaders.typed(layer)?.problems ?? [];

/** [6, 6, 3] to [3, 3, 3], by the smallest of four. */
function minPool(x: Float32Array): number[] {
  const at = (row: number, column: number, c: number): number => x[(row * 6 + column) * 3 + c] ?? NaN;
  return Array.from({ length: 27 }, (_, i) => {
    const [row, column, c] = [Math.floor(i / 9), Math.floor(i / 3) % 3, i % 3];
    return Math.min(...[0, 1].flatMap((dy) => [0, 1].map((dx) => at(2 * row + dy, 2 * column + dx, c))));
  });
}

describe('the text of a layer', () => {
  it('is the plain shader with its numbers, and what really runs', async () => {
    const session = await open();
    const { plain, runs } = await session.shaders.of('conv');
    expect(plain).toContain('const K: u32 = 3u;');
    expect(plain).toMatch(/fn activate\(.*\{\n.*0\.0/);
    expect(plain).not.toContain('activation_gradient');
    expect(runs.map(({ label }) => label)).toEqual(['conv/forward']);
    const [run] = runs;
    // 8×8 picture, 3×3×1×3 weights, 3 biases; 6×6×3 outputs.
    expect(run).toMatchObject({ bytesRead: 4 * (64 + 27 + 3), bytesWritten: 4 * 108 });
    expect(run!.flops).toBeGreaterThan(0);
    expect(run!.workgroups[0] * run!.workgroupSize).toBeGreaterThan(0);
    expect((await session.shaders.of('answer')).runs.map(({ label }) => label)).toEqual([
      'answer/forward',
      'answer/softmax/forward',
    ]);
    expect(await session.shaders.of('flatten')).toEqual({ layer: 'flatten', plain: null, runs: [] });
    await expect(session.shaders.of('none')).rejects.toThrow(/no layer 'none'/);
  });
});

describe('a typed shader', () => {
  it('runs in the place of the own one, and reset gives the same bits as before', async () => {
    const session = await open();
    const [before, after] = [await maps(session, 'pool'), await maps(session, 'answer')];
    const text = await plainOf(session, 'pool');
    await session.shaders.write('pool', edit(text, 'v > best', 'v < best'));
    expect(problems(session, 'pool')).toEqual([]);
    expect(session.shaders.edited).toEqual(['pool']);
    expect([...(await maps(session, 'pool'))]).toEqual(minPool(await maps(session, 'conv')));
    expect(bits(await maps(session, 'answer'))).not.toEqual(bits(after));
    session.shaders.reset('pool');
    expect(session.shaders.edited).toEqual([]);
    expect(bits(await maps(session, 'pool'))).toEqual(bits(before));
    expect(bits(await maps(session, 'answer'))).toEqual(bits(after));
  });

  it('can change the activation', async () => {
    const session = await open();
    const text = await plainOf(session, 'conv');
    const before = await maps(session, 'conv');
    await session.shaders.write(
      'conv',
      edit(text, 'y[index] = activate(sum);', 'y[index] = select(0.25 * sum, sum, sum > 0.0);'),
    );
    const leaky = await maps(session, 'conv');
    expect(leaky.some((value) => value < 0)).toBe(true);
    leaky.forEach((value, at) => {
      if (value > 0) expect(value).toBeCloseTo(before[at] ?? NaN, 5);
      else expect(before[at]).toBe(0);
    });
  });

  it('shows zeros where it writes nothing, and not what was there before', async () => {
    const session = await open();
    await maps(session, 'pool');
    const text = await plainOf(session, 'pool');
    await session.shaders.write(
      'pool',
      edit(text, 'y[index] = best;', 'if (index < 3u) { y[index] = 7.0; }'),
    );
    expect([...(await maps(session, 'pool'))]).toEqual(Array.from({ length: 27 }, (_, i) => (i < 3 ? 7 : 0)));
  });

  it('computes every output also with another size of workgroups', async () => {
    const session = await open();
    const before = await maps(session, 'pool');
    const text = await plainOf(session, 'pool');
    const smaller = edit(
      edit(text, '@workgroup_size(64)', '@workgroup_size(8)'),
      'groups.x * 64',
      'groups.x * 8',
    );
    await session.shaders.write('pool', smaller);
    expect(session.shaders.edited).toEqual(['pool']);
    expect(bits(await maps(session, 'pool'))).toEqual(bits(before));
  });

  it('with an error stands at its line and changes no number', async () => {
    const session = await open();
    const text = await plainOf(session, 'pool');
    const before = await maps(session, 'pool');
    await session.shaders.write('pool', edit(text, 'v > best', 'w > best'));
    const line = text.slice(0, text.indexOf('v > best')).split('\n').length;
    const [problem] = problems(session, 'pool');
    expect(problem).toMatchObject({ code: 'compile', severity: 'error', line });
    expect(problem?.message).toMatch(/^.*['`]w['`].*$/); // one line, in quotes that differ by compiler
    expect(text.split('\n')[line - 1]?.slice((problem?.column ?? 0) - 1)).toMatch(/^v > best/);
    expect(session.shaders.edited).toEqual([]);
    expect(bits(await maps(session, 'pool'))).toEqual(bits(before));
    // After a valid one, an error leaves the valid one in its place.
    await session.shaders.write('pool', edit(text, 'v > best', 'v < best'));
    const smallest = await maps(session, 'pool');
    await session.shaders.write('pool', 'fn main( {');
    expect(problems(session, 'pool')).not.toEqual([]);
    expect(session.shaders.typed('pool')).toMatchObject({ text: 'fn main( {', applied: true });
    expect(bits(await maps(session, 'pool'))).toEqual(bits(smallest));
  });

  it('that fits no pipeline says so at its entry point', async () => {
    const session = await open();
    const text = await plainOf(session, 'pool');
    await session.shaders.write('pool', edit(text, '@group(0) @binding(0)', '@group(0) @binding(7)'));
    const [problem] = problems(session, 'pool');
    expect(problem).toMatchObject({
      code: 'pipeline',
      line: text.slice(0, text.indexOf('@compute')).split('\n').length,
    });
    expect(session.shaders.edited).toEqual([]);
  });

  it.each([
    ['for', 'for (;;) { best += 1.0; if (best < -1.0) { break; } }'],
    ['while', 'while (best > -1.0) { best = abs(best) + 1.0; }'],
    ['loop', 'loop { best = abs(best) + 1.0; if (best < 0.0) { break; } continuing { winner += 1u; } }'],
    ['one inside another', 'while (best > -1.0) { for (var i = 0u; i < 3u; i++) { best = abs(best); } }'],
    ['behind comments', '/* for /* loop { */ */ while /* { */ (best > -1.0) { best = abs(best); } // for {'],
  ])('with an endless loop is stopped: %s', async (_, loop) => {
    const session = await open();
    const text = await plainOf(session, 'pool');
    const before = await maps(session, 'pool');
    const endless = edit(text, 'y[index] = best;', `${loop}\n  y[index] = best;`);
    const began = performance.now();
    await session.shaders.write('pool', endless);
    expect(performance.now() - began).toBeLessThan(20_000);
    const line = endless.slice(0, endless.indexOf(loop)).split('\n').length;
    expect(problems(session, 'pool')).toMatchObject([{ code: 'endless', line, limit: LOOP_TURNS }]);
    expect(session.shaders.edited).toEqual([]);
    expect(bits(await maps(session, 'pool'))).toEqual(bits(before));
  });

  it('is stopped when its loop becomes endless for other numbers', async () => {
    const session = await open();
    session.showPicture(new Float32Array(64).fill(1));
    const text = await plainOf(session, 'pool');
    const before = await maps(session, 'pool');
    // Bright pictures end it, black ones do not.
    const trap = edit(
      await plainOf(session, 'conv'),
      'y[index] = activate(sum);',
      'var turns = 0.0;\n  while (x[0] == 0.0) { turns += 1.0; }\n  y[index] = activate(sum) + turns;',
    );
    await session.shaders.write('conv', trap);
    expect(session.shaders.edited).toEqual(['conv']);
    expect([...(await maps(session, 'pool'))].map((v) => v.toFixed(4))).toEqual(
      [...before].map((v) => v.toFixed(4)),
    );
    session.showPicture(new Float32Array(64));
    await maps(session, 'pool');
    await expect
      .poll(
        async () => {
          session.showPicture(new Float32Array(64));
          await maps(session, 'pool');
          return session.shaders.edited;
        },
        { timeout: 20_000 },
      )
      .toEqual([]);
    expect(problems(session, 'conv')).toMatchObject([{ code: 'endless' }]);
    expect(text).not.toBe('');
  });
});

describe('beside a typed shader', () => {
  it('training takes the same steps, to the bit', async () => {
    const losses = async (typed: boolean): Promise<unknown> => {
      const session = await open();
      if (typed) {
        const text = await plainOf(session, 'pool');
        await session.shaders.write('pool', edit(text, 'v > best', 'v < best'));
        expect(session.shaders.edited).toEqual(['pool']);
      }
      for (let i = 0; i < 5; i++) {
        await session.step();
        session.refresh();
      }
      const { checkpoint, history } = await session.save();
      return {
        history,
        slabs: Object.fromEntries(
          Object.entries(checkpoint.slabs).map(([name, slab]) => [name, [...new Uint32Array(slab)]]),
        ),
      };
    };
    expect(await losses(true)).toEqual(await losses(false));
  });

  it('a cell of the layer is not explained by the formula; cells behind it are', async () => {
    const session = await open();
    const text = await plainOf(session, 'pool');
    await session.shaders.write('pool', edit(text, 'v > best', 'v < best'));
    session.refresh();
    const explained = await session.explain('pool', [1, 1, 0]);
    const shown = (await maps(session, 'pool'))[(1 * 3 + 1) * 3];
    expect(explained).toMatchObject({ edited: true, rule: 'other', value: shown, gpuValue: shown });
    const answer = await session.explain('answer', [0]);
    expect(answer.edited).toBeUndefined();
    expect(answer.value).toBeCloseTo(answer.gpuValue, 5);
  });

  it('the past is seen through it as well, and a change is not', async () => {
    const session = await open();
    for (let i = 0; i < 3; i++) await session.step();
    const text = await plainOf(session, 'pool');
    await session.shaders.write('pool', edit(text, 'v > best', 'v < best'));
    await session.travel.lookAt(1);
    expect(session.travel.shown.kind).toBe('past');
    expect(session.shaders.edited).toEqual(['pool']);
    expect([...(await maps(session, 'pool'))]).toEqual(minPool(await maps(session, 'conv')));
    session.travel.pin('a', 1);
    session.travel.pin('b', 3);
    await session.travel.showDifference();
    expect(session.shaders.edited).toEqual([]);
    session.travel.backToNow();
    expect(session.shaders.edited).toEqual(['pool']);
    expect([...(await maps(session, 'pool'))]).toEqual(minPool(await maps(session, 'conv')));
  });

  it('another network drops it, and a new seed does not', async () => {
    const session = await open();
    const text = await plainOf(session, 'pool');
    await session.shaders.write('pool', edit(text, 'v > best', 'v < best'));
    await session.reseed(9);
    expect(session.shaders.edited).toEqual(['pool']);
    expect([...(await maps(session, 'pool'))]).toEqual(minPool(await maps(session, 'conv')));
    await session.rebuild({
      ...config,
      layers: config.layers.map((layer) =>
        layer.name === 'pool' ? { ...layer, options: { poolSize: 3 } } : layer,
      ),
    });
    expect(session.shaders.edited).toEqual([]);
    expect(session.shaders.dropped).toEqual({ layers: ['pool'], reason: 'network' });
    expect(session.shaders.typed('pool')).toBeNull();
    await maps(session, 'pool');
  });

  it('a lost device drops it', async () => {
    const session = await open();
    const text = await plainOf(session, 'pool');
    await session.shaders.write('pool', edit(text, 'v > best', 'v < best'));
    session.device.destroy();
    await expect.poll(() => session.notice?.key, { timeout: 60_000 }).toBe('deviceRestored');
    expect(session.shaders.dropped).toEqual({ layers: ['pool'], reason: 'device' });
    expect(session.shaders.edited).toEqual([]);
  });
});
