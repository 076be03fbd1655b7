// From light to the bytes of a picture, as a plain camera does it: lens blur, white balance, exposure, vignette, tone,
// colours coarser than brightness (as JPEG stores them), and grain.
//
//   light [scenes, size, size] linear rgb      scenes [scenes]
//   pictures: bytes four to a u32, [.., size, size, 3]; scene k becomes picture `picture + k · stride`
//
// Work: an invocation develops four pixels of a row of pixels, which are three words (`four` is a setting, so that the compiler writes the loop out once); size is even, so nothing is left.
struct Settings { count: u32, picture: u32, stride: u32, size: u32, four: u32 }

@group(0) @binding(0) var<storage, read> scenes: array<Scene>;
@group(0) @binding(1) var<storage, read> light: array<vec4f>;
@group(0) @binding(2) var<uniform> settings: Settings;
@group(0) @binding(3) var<storage, read_write> pictures: array<u32>;

fn light_at(scene: u32, i: i32, j: i32) -> vec3f {
  let edge = i32(settings.size) - 1;
  return light[(scene * settings.size + u32(clamp(i, 0, edge))) * settings.size + u32(clamp(j, 0, edge))].rgb;
}

/// Through a lens that is a little out of focus: a Gaussian, as far as it counts.
fn blurred(scene: u32, i: i32, j: i32) -> vec3f {
  let sigma = max(scenes[scene].film_2.x * f32(settings.size) / 64.0, 0.05);
  var sum = vec4f(0.0);
  let reach = min(i32(ceil(2.5 * sigma)), 8);
  for (var y = -reach; y <= reach; y++) {
    for (var x = -reach; x <= reach; x++) {
      let weight = exp(-0.5 * f32(x * x + y * y) / (sigma * sigma));
      sum += vec4f(light_at(scene, i + y, j + x), 1.0) * weight;
    }
  }
  return sum.rgb / sum.w;
}

/// The mean of the four pixels that share their colour in a JPEG file.
fn shared_colour(scene: u32, i: i32, j: i32) -> vec3f {
  let y = i & -2;
  let x = j & -2;
  return 0.25 * (light_at(scene, y, x) + light_at(scene, y + 1, x) + light_at(scene, y, x + 1) + light_at(scene, y + 1, x + 1));
}

fn brightness(colour: vec3f) -> f32 {
  return dot(colour, vec3f(0.299, 0.587, 0.114));
}

fn toned(scene: u32, colour: vec3f, i: i32, j: i32) -> vec3f {
  let film = scenes[scene].film;
  let film_2 = scenes[scene].film_2;
  let film_3 = scenes[scene].film_3;
  let away = (vec2f(f32(i), f32(j)) + 0.5) / f32(settings.size) - 0.5;
  var c = colour * film.rgb * film.w * (1.0 - film_3.x * 2.0 * dot(away, away));
  c = c / (1.0 + 0.22 * c); // bright parts are not simply cut off
  c = sqrt(max(c, vec3f(0.0))); // gamma 2
  c = (c - 0.5) * film_2.z + 0.5;
  c = mix(vec3f(brightness(c)), c, film_2.w);
  return c * (1.0 - film_3.z) + film_3.z * 0.6;
}

fn developed(scene: u32, pixel: u32) -> vec3u {
  let i = i32(pixel / settings.size);
  let j = i32(pixel % settings.size);
  let own = toned(scene, blurred(scene, i, j), i, j);
  let shared_tone = toned(scene, shared_colour(scene, i, j), i, j);
  var c = mix(own, shared_tone + brightness(own) - brightness(shared_tone), scenes[scene].film_3.y);
  let seed = i32(scenes[scene].forward.w * 65536.0);
  let grain = vec3f(cell_random(vec3i(i, j, seed)), cell_random(vec3i(i, j, seed + 7)), cell_random(vec3i(i, j, seed + 13))) - 0.5;
  c += scenes[scene].film_2.y * (0.7 * vec3f(grain.x) + 0.5 * grain);
  return vec3u(clamp(c, vec3f(0.0), vec3f(1.0)) * 255.0 + 0.5);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_id(id, groups, 64);
  let quads = settings.size * settings.size / 4;
  if (index >= settings.count * quads) { return; }
  let scene = index / quads;
  let quad = index % quads;
  var pixels: array<vec3u, 4>;
  for (var n = 0u; n < settings.four; n++) { pixels[n] = developed(scene, quad * 4 + n); }
  let a = pixels[0];
  let b = pixels[1];
  let c = pixels[2];
  let d = pixels[3];
  let word = ((settings.picture + scene * settings.stride) * quads + quad) * 3;
  pictures[word] = a.x | (a.y << 8) | (a.z << 16) | (b.x << 24);
  pictures[word + 1] = b.y | (b.z << 8) | (c.x << 16) | (c.y << 24);
  pictures[word + 2] = c.z | (d.x << 8) | (d.y << 16) | (d.z << 24);
}
