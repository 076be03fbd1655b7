// How much of a page's JS heap is what the program holds, and how much is the program itself as V8 has it: bytecode, machine code of
// four compilers, and what these have learned. That grows for minutes, by no leak, while functions become hot one after the other.

/** Sums the nodes of a heap snapshot in bytes. `natives` belong to the browser: the DOM, styles, the bytes of array buffers. @param {import('playwright').CDPSession} cdp */
export async function heapByKind(cdp) {
  /** @type {string[]} */
  const parts = [];
  const take = (/** @type {{ chunk: string }} */ { chunk }) => void parts.push(chunk);
  cdp.on('HeapProfiler.addHeapSnapshotChunk', take);
  await cdp.send('HeapProfiler.takeHeapSnapshot', {});
  cdp.off('HeapProfiler.addHeapSnapshotChunk', take);
  return sumByKind(JSON.parse(parts.join('')));
}

/**
 * @typedef {{ snapshot: { meta: { node_fields: string[], node_types: (string | string[])[] } }, nodes: number[] }} HeapSnapshot
 * @param {HeapSnapshot} heap
 */
export function sumByKind({ snapshot: { meta }, nodes }) {
  const fields = meta.node_fields;
  const [type = -1, size = -1] = ['type', 'self_size'].map((field) => fields.indexOf(field));
  const types = meta.node_types[0];
  if (Math.min(type, size) < 0 || !Array.isArray(types))
    throw new Error(`heap snapshot: expected nodes with type and self_size. Received ${fields.join(', ')}`);
  const sums = { objects: 0, code: 0, natives: 0 };
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = types[nodes[at + type] ?? -1];
    const bytes = nodes[at + size] ?? 0;
    if (kind === 'code') sums.code += bytes;
    else if (kind === 'native') sums.natives += bytes;
    else sums.objects += bytes;
  }
  return sums;
}
