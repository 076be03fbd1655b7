// A worksheet as text in the address: `#sheet=1.…`, its version, then its JSON, deflated, in base64url. Some 150 characters
// for a preset, 500 for a network of one's own. Sources: RFC 1951 (deflate), RFC 4648 section 5 (base64url).

import { WorksheetError } from '../../elements/share/worksheetError';
import { parseJson } from '../../formats/json';
import { fromJson, toJson, type Worksheet } from './worksheet';

const VERSION = '1';
/** Longer ones do not survive mail programs and QR codes anyway. */
const MAX_CHARACTERS = 16_384;
/** Of the JSON: a few bytes may unpack to gigabytes. */
const MAX_BYTES = 2 ** 18;

export async function writeWorksheet(worksheet: Worksheet): Promise<string> {
  const json = new TextEncoder().encode(JSON.stringify(toJson(worksheet)));
  const packed = await piped(json, new CompressionStream('deflate-raw'), Infinity);
  return `${VERSION}.${btoa(String.fromCharCode(...packed))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')}`;
}

/** @throws WorksheetError for a text that is no worksheet of this version, or says what the page does not have */
export async function readWorksheet(text: string): Promise<Worksheet> {
  const [, version, packed] = /^([^.]*)\.?(.*)$/s.exec(text) ?? [];
  if (version !== VERSION || packed === undefined) throw new WorksheetError('', { kind: 'version' }, version);
  if (text.length > MAX_CHARACTERS) throw new WorksheetError('', { kind: 'short' }, text);
  return fromJson(await unpack(packed));
}

async function unpack(packed: string): Promise<unknown> {
  try {
    if (!/^[\w-]*$/.test(packed)) throw new RangeError('not base64url');
    const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
    const json = await piped(bytes, new DecompressionStream('deflate-raw'), MAX_BYTES);
    // Its depth is bounded, too: what reads it, or says what is in it, goes down by calls.
    return parseJson('link', json);
  } catch (cause) {
    if (cause instanceof WorksheetError) throw cause;
    throw new WorksheetError('', { kind: 'complete' }, packed);
  }
}

/** @throws WorksheetError for more than `most` bytes; whatever the stream throws */
async function piped(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(through).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(chunks).arrayBuffer());
    chunks.push(value);
    size += value.byteLength;
    if (size <= most) continue;
    await reader.cancel();
    throw new WorksheetError('', { kind: 'short' }, `${size} bytes`);
  }
}
