// Four weights of one output in one load: where they lie side by side, which is in the gradient of the input with I % 4 == 0.
@group(0) @binding(1) var<storage, read> weight: array<vec4<Weight>, KERNEL_H * KERNEL_W * I * O / 4>;

/// w[k … k + 3, o], k % 4 == 0; zeros beyond the last k and the last output.
fn weights_at(k: u32, o: u32) -> vec4f {
  return select(vec4f(), vec4f(weight[weight_place(k, o) / 4]), (k < TERMS) & (o < O));
}
