// Buffers and textures are created in src/gpu/buffers.ts, which counts them by owner.

/** For `no-restricted-syntax`, everywhere in src but there. */
export const directBuffers = {
  selector: 'CallExpression[callee.property.name=/^create(Buffer|Texture)$/]',
  message: 'Every buffer has an owner: create it with createBuffer or createTexture of src/gpu/buffers.ts.',
};
