// A node's attributes as plain values.

import { create } from '@bufbuild/protobuf';
import { AttributeProto_AttributeType, AttributeProtoSchema, type AttributeProto } from 'onnx-buf';

/** `i`, `f`, `s` and `ints` in the protobuf's words. */
export type Attribute =
  | { readonly i: number }
  | { readonly f: number }
  | { readonly s: string }
  | { readonly ints: readonly number[] };
export type Attributes = Readonly<Record<string, Attribute>>;

export function attributeProto(name: string, attribute: Attribute): AttributeProto {
  const { FLOAT, INT, INTS, STRING } = AttributeProto_AttributeType;
  if ('i' in attribute) return create(AttributeProtoSchema, { name, type: INT, i: BigInt(attribute.i) });
  if ('f' in attribute) return create(AttributeProtoSchema, { name, type: FLOAT, f: attribute.f });
  if ('s' in attribute)
    return create(AttributeProtoSchema, { name, type: STRING, s: new TextEncoder().encode(attribute.s) });
  return create(AttributeProtoSchema, { name, type: INTS, ints: attribute.ints.map(BigInt) });
}
