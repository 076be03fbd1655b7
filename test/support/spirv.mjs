// Compiles the WGSL shaders that come as JSON on stdin, [{ name, code }], with Dawn's dump of what it makes of them on stdout.
// In a process of its own: Dawn prints for all devices of a process.
import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);
const gpu = create(['enable-dawn-features=dump_shaders,disable_symbol_renaming']);
const adapter = await gpu.requestAdapter();
if (adapter === null) throw new Error('no WebGPU adapter');
const device = await adapter.requestDevice({
  requiredFeatures: adapter.features.has('subgroups') ? ['subgroups'] : [],
});
for (const { name, code } of JSON.parse(await text(process.stdin))) {
  writeSync(1, `shader ${name}\n`); // before what Dawn prints, which Node knows nothing of
  const module = device.createShaderModule({ code });
  await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } });
}
process.exit(0); // a device keeps the process alive
