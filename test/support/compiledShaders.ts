// Runs before every test file on wgpu: notes which files of shaders/ were compiled without an error, by the marks that
// vitest.wgpu.config.ts writes into them.

const noted = globalThis as { convscopeCompiled?: Promise<readonly string[]>[] };

if (!noted.convscopeCompiled) {
  const compiled: Promise<readonly string[]>[] = (noted.convscopeCompiled = []);
  // oxlint-disable-next-line typescript/unbound-method -- called with the device below
  const { createShaderModule } = GPUDevice.prototype;
  GPUDevice.prototype.createShaderModule = function (this: GPUDevice, descriptor) {
    const module = createShaderModule.call(this, descriptor);
    const files = [...descriptor.code.matchAll(/^\/\/ file (\S+)$/gm)].map(([, file = '']) => file);
    compiled.push(
      module
        .getCompilationInfo()
        .then(({ messages }) => (messages.some(({ type }) => type === 'error') ? [] : files)),
    );
    return module;
  };
}

/** The files of shaders/ that some shader was made of, and compiled. */
export async function compiledShaders(): Promise<ReadonlySet<string>> {
  return new Set((await Promise.all(noted.convscopeCompiled ?? [])).flat());
}
