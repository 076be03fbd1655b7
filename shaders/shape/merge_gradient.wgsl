// The gradient of one of two tensors that became one (merge_forward.wgsl), called x; the other is z.
//
//   dx[…] = SCALE · Σ s(x[…], z[…]) · dy[…]      Σ over the places that used the number (broadcasting)
//
//   s by OPERATION: 0 sum and minuend: 1    1 subtrahend: −1    2 product: z
//                   3 maximum: [x > z]      4 minimum: [x < z]    TAKES_TIES: also where both are equal
//
//   x, dx: by their strides, 0 where repeated     z: by its strides     dy [LENGTH_0, …, LENGTH_3]
//
// Work: one invocation a number of dx.
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

override LENGTH_0: u32 = 1;
override LENGTH_1: u32 = 1;
override LENGTH_2: u32 = 1;
override LENGTH_3: u32 = 1;
override X_STRIDE_0: u32 = 1;
override X_STRIDE_1: u32 = 1;
override X_STRIDE_2: u32 = 1;
override X_STRIDE_3: u32 = 1;
override Z_STRIDE_0: u32 = 1;
override Z_STRIDE_1: u32 = 1;
override Z_STRIDE_2: u32 = 1;
override Z_STRIDE_3: u32 = 1;
override OPERATION: u32 = 0;
override TAKES_TIES: u32 = 0;
override SCALE: f32 = 1.0;

/// The length of an axis of x itself. (A function, since naga 29 fails to fold `select` of vectors of constants.)
fn own_length(length: u32, stride: u32) -> u32 {
  return select(length, 1u, stride == 0u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = linear_id(id, groups, 64);
  let lengths = vec4u(LENGTH_0, LENGTH_1, LENGTH_2, LENGTH_3);
  let x_strides = vec4u(X_STRIDE_0, X_STRIDE_1, X_STRIDE_2, X_STRIDE_3);
  let z_strides = vec4u(Z_STRIDE_0, Z_STRIDE_1, Z_STRIDE_2, Z_STRIDE_3);
  let own = vec4u(
    own_length(LENGTH_0, X_STRIDE_0),
    own_length(LENGTH_1, X_STRIDE_1),
    own_length(LENGTH_2, X_STRIDE_2),
    own_length(LENGTH_3, X_STRIDE_3),
  );
  let repeated = lengths / own;
  if (at >= own.x * own.y * own.z * own.w) { return; }
  let first = coordinates(at, own);
  let y_strides = vec4u(LENGTH_1 * LENGTH_2 * LENGTH_3, LENGTH_2 * LENGTH_3, LENGTH_3, 1);
  let value = x[at];
  var sum = 0.0;
  for (var i = 0u; i < repeated.x * repeated.y * repeated.z * repeated.w; i++) {
    let place = first + coordinates(i, repeated);
    let other = z[dot(place, z_strides)];
    var slope = 1.0;
    if (OPERATION == 1) { slope = -1.0; }
    if (OPERATION == 2) { slope = other; }
    if (OPERATION == 3) { slope = select(0.0, 1.0, value > other || (TAKES_TIES == 1 && value == other)); }
    if (OPERATION == 4) { slope = select(0.0, 1.0, value < other || (TAKES_TIES == 1 && value == other)); }
    sum += slope * dy[dot(place, y_strides)];
  }
  dx[at] = SCALE * sum;
}
