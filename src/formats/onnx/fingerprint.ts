// How Convscope knows its own file again: its network lies in the metadata, beside a fingerprint of the graph.
//
// Where a tool has changed the graph since (a node, a name, the size of the input) the fingerprint differs, and the
// file is read by its operators like any other. Weights are not part of it: they are always read from the file.

import {
  AttributeProto_AttributeType,
  type AttributeProto,
  type NodeProto,
  type ValueInfoProto,
} from 'onnx-buf';

export const PRODUCER = 'Convscope';
export const NETWORK_KEY = 'convscope.network';
export const FINGERPRINT_KEY = 'convscope.graph';

interface Fingerprinted {
  readonly node: readonly NodeProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
}

/** Eight hexadecimal digits (FNV-1a over UTF-16) and the number of nodes. */
export function fingerprint({ node, input, output }: Fingerprinted): string {
  let hash = 0x811c9dc5;
  const add = (text: string): void => {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
    hash = Math.imul(hash ^ 0xffff, 0x01000193) >>> 0;
  };
  for (const value of [...input, ...output]) add(`${value.name} ${lengths(value)}`);
  for (const { opType, domain, input: reads, output: makes, attribute } of node) {
    add([domain, opType, ...reads, '→', ...makes].join(' '));
    for (const one of attribute) add(`${one.name}=${attributeText(one)}`);
  }
  return `${hash.toString(16).padStart(8, '0')}-${node.length}`;
}

/** The batch, which tools like to fix to 1, is not part of it. */
function lengths({ type }: ValueInfoProto): string {
  const dims = type?.value.case === 'tensorType' ? (type.value.value.shape?.dim ?? []) : [];
  return dims
    .slice(1)
    .map(({ value }) => String(value.value))
    .join('×');
}

function attributeText(attribute: AttributeProto): string {
  const { FLOAT, INT, INTS, STRING } = AttributeProto_AttributeType;
  switch (attribute.type) {
    case FLOAT:
      return String(Math.fround(attribute.f));
    case INT:
      return String(attribute.i);
    case INTS:
      return attribute.ints.join(',');
    case STRING:
      return String.fromCharCode(...attribute.s);
    default:
      return `type ${attribute.type}`;
  }
}
