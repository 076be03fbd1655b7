import { deflateSync, strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { ArchiveError } from '../../src/archives/archiveError';
import { crc32 } from '../../src/archives/crc32';
import { looksLikeZip, writeZip, ZipArchive } from '../../src/archives/zip';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

interface Raw {
  readonly name: string;
  readonly packed: Uint8Array;
  readonly method?: number;
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
}

/** An archive by hand, so that its claims can be false. */
function archive(entries: readonly Raw[], { count = entries.length, comment = '' } = {}): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, packed, method = 8, size = packed.byteLength, crc = 0, flags = 0 } of entries) {
    const label = strToU8(name);
    const local = new Uint8Array(30 + label.byteLength);
    const l = new DataView(local.buffer);
    l.setUint32(0, 0x04034b50, true);
    l.setUint16(8, method, true);
    l.setUint16(26, label.byteLength, true);
    local.set(label, 30);
    const central = new Uint8Array(46 + label.byteLength);
    const c = new DataView(central.buffer);
    c.setUint32(0, 0x02014b50, true);
    c.setUint16(8, flags, true);
    c.setUint16(10, method, true);
    c.setUint32(16, crc, true);
    c.setUint32(20, packed.byteLength, true);
    c.setUint32(24, size, true);
    c.setUint16(28, label.byteLength, true);
    c.setUint32(42, at, true);
    central.set(label, 46);
    parts.push(local, packed);
    directory.push(central);
    at += local.byteLength + packed.byteLength;
  }
  const size = directory.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const end = new Uint8Array(22 + comment.length);
  const e = new DataView(end.buffer);
  e.setUint32(0, 0x06054b50, true);
  e.setUint16(8, count, true);
  e.setUint16(10, count, true);
  e.setUint32(12, size, true);
  e.setUint32(16, at, true);
  e.setUint16(20, comment.length, true);
  end.set(strToU8(comment), 22);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}

const hello = strToU8('hello hello hello');

describe('a zip archive', () => {
  test('made elsewhere is read, packed or stored, with a comment or without', () => {
    const made = zipSync({ 'a.txt': [hello, { level: 9 }], dir: { 'b.txt': [hello, { level: 0 }] } });
    const zip = new ZipArchive('x', made);
    expect(zip.names).toEqual(['a.txt', 'dir/', 'dir/b.txt']);
    expect(text(zip.read('a.txt'))).toBe('hello hello hello');
    expect(text(zip.read('dir/b.txt'))).toBe('hello hello hello');
    const one = { name: 'a', packed: deflateSync(hello), size: hello.byteLength, crc: crc32(hello) };
    expect(text(new ZipArchive('x', archive([one], { comment: 'by hand' })).read('a'))).toBe(
      'hello hello hello',
    );
  });

  test('of ours is read again; weights are stored', () => {
    const weights = new Uint8Array(100_000).map((_, i) => i);
    const bytes = writeZip(
      new Map<string, Uint8Array | string>([
        ['a.json', '{"a": 1}'],
        ['w', weights],
      ]),
    );
    const zip = new ZipArchive('x', bytes);
    expect(looksLikeZip(bytes)).toBe(true);
    expect(text(zip.read('a.json'))).toBe('{"a": 1}');
    expect(zip.read('w')).toEqual(weights);
    expect(bytes.byteLength).toBeGreaterThan(weights.byteLength);
  });

  test('with a ZIP64 end record, which those of many entries have', () => {
    const made = zipSync({ 'a.txt': [hello, { level: 9 }] });
    const end = made.byteLength - 22;
    const old = new DataView(made.buffer, made.byteOffset + end);
    const end64 = new Uint8Array(56 + 20);
    const view = new DataView(end64.buffer);
    view.setUint32(0, 0x06064b50, true);
    view.setBigUint64(32, BigInt(old.getUint16(10, true)), true);
    view.setBigUint64(40, BigInt(old.getUint32(12, true)), true);
    view.setBigUint64(48, BigInt(old.getUint32(16, true)), true);
    view.setUint32(56, 0x07064b50, true);
    view.setBigUint64(64, BigInt(end), true);
    old.setUint16(10, 0xffff, true);
    const whole = new Uint8Array(Buffer.concat([made.subarray(0, end), end64, made.subarray(end)]));
    expect(text(new ZipArchive('x', whole).read('a.txt'))).toBe('hello hello hello');
    view.setUint32(0, 0);
    const damaged = new Uint8Array(Buffer.concat([made.subarray(0, end), end64, made.subarray(end)]));
    expect(() => new ZipArchive('x', damaged)).toThrow('x: is damaged: its ZIP64 end record cannot be read');
  });

  test('its entries begin as they are, whole or not', async () => {
    const made = zipSync({ packed: [hello, { level: 9 }], stored: [hello, { level: 0 }] });
    const zip = new ZipArchive('x', made);
    for (const name of ['packed', 'stored']) {
      expect(text(zip.head(name, 5))).toBe('hello');
      expect(zip.sizeOf(name)).toBe(17);
      expect(text(await zip.readWith(name, 100, () => Promise.resolve()))).toBe('hello hello hello');
    }
  });

  test('the checksum is that of the standard', () => {
    expect(crc32(strToU8('123456789'))).toBe(0xcbf43926);
  });

  const good: Raw = { name: 'a', packed: deflateSync(hello), size: hello.byteLength, crc: crc32(hello) };
  const zeros = deflateSync(new Uint8Array(2 ** 24));
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /not a complete zip archive/],
    ['noise', new Uint8Array(500).fill(80), /not a complete zip archive/],
    ['one cut off', archive([good]).subarray(0, 60), /not a complete zip archive: its end record is missing/],
    ['an entry that is missing', archive([{ ...good, name: 'b' }]), /holds no 'a'. It holds b/],
    ['a wrong checksum', archive([{ ...good, crc: 1 }]), /entry 'a': is damaged: its checksum differs/],
    ['an entry longer than it claims', archive([{ ...good, size: 5 }]), /unpacks to more than the 5 bytes/],
    [
      'an entry shorter than it claims',
      archive([{ ...good, size: 500 }]),
      /should hold 500 bytes. It holds 17/,
    ],
    [
      'packed bytes that are noise',
      archive([{ ...good, packed: new Uint8Array(50).fill(255) }]),
      /cannot be unpacked/,
    ],
    ['an unknown method', archive([{ ...good, method: 99 }]), /packed by method 99/],
    ['an encrypted entry', archive([{ ...good, flags: 1 }]), /entry 'a': is encrypted/],
    [
      'a directory with too many entries',
      archive([good], { count: 3 }),
      /entry 2 of its directory cannot be read/,
    ],
    [
      'a bomb that claims little',
      archive([{ name: 'a', packed: zeros, size: 100 }]),
      /more than the 100 bytes/,
    ],
    [
      'a bomb that says what it is',
      archive([{ name: 'a', packed: zeros, size: 2 ** 30 }]),
      /no weights or pictures compress so much/,
    ],
    [
      'a bomb beyond any limit',
      archive([{ name: 'a', packed: zeros, size: 2 ** 32 - 2 }]),
      /unpacks to 4096.0 MiB; at most/,
    ],
  ])('refused, with what and where: %s', (_, bytes, message) => {
    const read = () => new ZipArchive('m.zip', bytes).read('a');
    expect(read).toThrow(ArchiveError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^m\.zip/);
  });

  test('an entry larger than the limit of its reader is not unpacked', () => {
    const zip = new ZipArchive('x', archive([good]));
    expect(() => zip.read('a', 16)).toThrow(/at most 0.0 MiB/);
  });
});
