// Runs in the browser's storage that cannot be read: records that another program, or a crash, has changed.

import { pack, unpack } from '../../src/app/kept/record';
import { readConvscope } from '../../src/formats/convscope/archive';
import { cuts, json, type BadCase } from './cases';
import { sessionZip } from './models';

/** A head that fits the bytes, so that what they say is read. */
async function opened(bytes: Uint8Array, over: object = {}): Promise<unknown> {
  const copy = new Uint8Array(bytes);
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', copy));
  const digest = [...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const { head } = await whole();
  return unpack({ ...head, sizeBytes: copy.length, digest, ...over }, copy.buffer);
}

function whole(): ReturnType<typeof pack> {
  const { run } = readConvscope('session.zip', sessionZip());
  if (!run) throw new Error('expected a session with a run');
  const page = {
    ...{ sample: 1, label: 3, picture: null, drawing: null, pointed: null },
    stage: { kernels: true, expanded: [] },
  };
  return pack({ run, page }, 1, 0);
}

/** A record with this text in the place of its own. */
function withText(bytes: Uint8Array, change: (text: Record<string, unknown>) => unknown): Uint8Array {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const text = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Record<string, unknown>;
  const changed = json(change(text));
  const copy = new Uint8Array(4 + changed.length + bytes.length - 4 - length);
  new DataView(copy.buffer).setUint32(0, changed.length, true);
  copy.set(changed, 4);
  copy.set(bytes.subarray(4 + length), 4 + changed.length);
  return copy;
}

export async function badKept(): Promise<readonly BadCase[]> {
  const { head, bytes: buffer } = await whole();
  const bytes = new Uint8Array(buffer);
  const kept = (name: string, call: () => Promise<unknown>): BadCase => ({
    ...{ name: `kept run: ${name}`, door: 'kept', call },
  });
  const changed = (name: string, change: (text: Record<string, unknown>) => unknown): BadCase =>
    kept(name, () => opened(withText(bytes, change)));
  return [
    ...[...cuts(bytes)].map(([how, cut]) => kept(how, () => opened(cut))),
    kept('bytes that are missing', () => unpack(head, undefined)),
    kept('a wrong checksum', () => opened(bytes, { digest: 'x' })),
    kept('another size', () => opened(bytes, { sizeBytes: 7 })),
    kept('a later version', () => opened(bytes, { version: 99 })),
    changed('no run', () => ({})),
    changed('null', () => null),
    changed('a run that is null', (text) => ({ ...text, run: null })),
    changed('no parts', (text) => ({ ...text, parts: [] })),
    changed('parts that are a text', (text) => ({ ...text, parts: 'x' })),
    changed('parts of -1 bytes', (text) => ({ ...text, parts: [['slab parameters', -1]] })),
    changed('parts of 2⁵³ bytes', (text) => ({ ...text, parts: [['slab parameters', 2 ** 53]] })),
    changed('another network', ({ run, ...text }) => ({
      ...text,
      run: { ...(run as object), network: { name: 'n', input: [4], layers: [] } },
    })),
    changed('no settings', ({ run, ...text }) => ({ ...text, run: { ...(run as object), settings: null } })),
    changed('no history', ({ run, ...text }) => ({ ...text, run: { ...(run as object), history: null } })),
    changed('a history of texts', ({ run, ...text }) => ({
      ...text,
      run: { ...(run as object), history: { step: ['x'] } },
    })),
  ];
}
