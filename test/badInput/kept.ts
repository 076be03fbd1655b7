// Runs in the browser's storage that cannot be read: records that another program, or a crash, has changed. Of the version
// that is written now, a head and pieces; of version 1, a sequence of bytes.

import { digestOf } from '../../src/app/kept/digest';
import { KeyStore, StoredPieces } from '../../src/app/kept/pieceStores';
import { headOf, readRecord, type Head } from '../../src/app/kept/record';
import { Slots } from '../../src/app/kept/slots';
import { readVersion1, type HeadOfVersion1 } from '../../src/app/kept/version1';
import { readConvscope } from '../../src/formats/convscope/archive';
import { MemoryStorage } from '../support/memoryStorage';
import version1 from '../app/records/v1.json';
import { cuts, json, type BadCase } from './cases';
import { sessionZip } from './models';

type Text = Record<string, unknown>;

const kept = (name: string, call: () => Promise<unknown>): BadCase => ({
  ...{ name: `kept run: ${name}`, door: 'kept', call },
});

/** What may stand in a text of either version in the place of what was written. */
const TEXTS: Readonly<Record<string, (text: Text) => unknown>> = {
  'no run': () => ({}),
  null: () => null,
  'a run that is null': (text) => ({ ...text, run: null }),
  'another network': ({ run, ...text }) => ({
    ...text,
    run: { ...(run as object), network: { name: 'n', input: [4], layers: [] } },
  }),
  'no settings': ({ run, ...text }) => ({ ...text, run: { ...(run as object), settings: null } }),
};

/** A head of now with its pieces; the checksum of a changed text is right, so that it is read. */
async function ofNow(): Promise<BadCase[]> {
  const { run } = readConvscope('session.zip', sessionZip());
  if (!run) throw new Error('expected a session with a run');
  const page = {
    ...{ sample: 1, label: 3, picture: null, drawing: null, pointed: null },
    stage: { kernels: true, expanded: [] },
  };
  const memory = new MemoryStorage();
  const pieces = new StoredPieces([new KeyStore(memory)]);
  await new Slots(memory, () => Promise.resolve(pieces)).write({ run, page });
  const head = [...memory.values].map(([, value]) => headOf(value)).find((one) => one !== null);
  if (!head) throw new Error('expected a head');
  const read = (over: Partial<Head>): Promise<unknown> =>
    readRecord({ ...head, ...over }, pieces, () => undefined);
  const withText = async (change: (text: Text) => unknown): Promise<unknown> => {
    const text = JSON.stringify(change(JSON.parse(head.text) as Text));
    return read({ text, digest: await digestOf(new TextEncoder().encode(text)) });
  };
  const copy = (over: object) => (text: Text) => ({ ...text, copy: { ...(text.copy as object), ...over } });
  const texts = {
    ...TEXTS,
    'no copy': ({ copy: _, ...text }: Text) => text,
    'parts that are a text': copy({ parts: 'x' }),
    'parts of -1 bytes': copy({ parts: [['slab parameters', -1]] }),
    'parts of 2⁵³ bytes': copy({ parts: [['slab parameters', 2 ** 53]] }),
    'no parts': copy({ parts: [] }),
    'no pieces': copy({ pieces: [] }),
    'pieces that are not there': copy({ pieces: ['0'.repeat(64)] }),
    'a past that is a number': (text: Text) => ({ ...text, past: 7 }),
  };
  return [
    ...Object.entries(texts).map(([name, change]) => kept(name, () => withText(change))),
    kept('a wrong checksum', () => read({ digest: 'x' })),
    kept('a text that is cut off', async () => {
      const text = head.text.slice(0, 100);
      return read({ text, digest: await digestOf(new TextEncoder().encode(text)) });
    }),
    kept('a later version', () => read({ version: 99 })),
  ];
}

/** A record as version 0.1.0 of the page wrote it. */
function ofVersion1(): BadCase[] {
  const head = version1.values['run 0 head'] as HeadOfVersion1;
  const bytes = new Uint8Array(Buffer.from(version1.values['run 0 bytes'].base64, 'base64'));
  const opened = async (changed: Uint8Array, over: object = {}): Promise<unknown> => {
    const copy = new Uint8Array(changed);
    const memory = new MemoryStorage();
    await memory.write([['run 0 bytes', copy.buffer]]);
    const written = { ...head, sizeBytes: copy.length, digest: await digestOf(copy), ...over };
    return readVersion1(written, 'run 0', memory);
  };
  const withText = (change: (text: Text) => unknown): Uint8Array => {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const text = json(change(JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Text));
    const copy = new Uint8Array(4 + text.length + bytes.length - 4 - length);
    new DataView(copy.buffer).setUint32(0, text.length, true);
    copy.set(text, 4);
    copy.set(bytes.subarray(4 + length), 4 + text.length);
    return copy;
  };
  const texts = {
    ...TEXTS,
    'no parts': (text: Text) => ({ ...text, parts: [] }),
    'parts that are a text': (text: Text) => ({ ...text, parts: 'x' }),
    'parts of -1 bytes': (text: Text) => ({ ...text, parts: [['slab parameters', -1]] }),
    'parts of 2⁵³ bytes': (text: Text) => ({ ...text, parts: [['slab parameters', 2 ** 53]] }),
    'no history': ({ run, ...text }: Text) => ({ ...text, run: { ...(run as object), history: null } }),
    'a history of texts': ({ run, ...text }: Text) => ({
      ...text,
      run: { ...(run as object), history: { step: ['x'] } },
    }),
  };
  return [
    ...[...cuts(bytes)].map(([how, cut]) => kept(`version 1, ${how}`, () => opened(cut))),
    kept('version 1, bytes that are missing', () => readVersion1(head, 'run 0', new MemoryStorage())),
    kept('version 1, a wrong checksum', () => opened(bytes, { digest: 'x' })),
    kept('version 1, another size', () => opened(bytes, { sizeBytes: 7 })),
    ...Object.entries(texts).map(([name, change]) =>
      kept(`version 1, ${name}`, () => opened(withText(change))),
    ),
  ];
}

export async function badKept(): Promise<readonly BadCase[]> {
  return [...(await ofNow()), ...ofVersion1()];
}
