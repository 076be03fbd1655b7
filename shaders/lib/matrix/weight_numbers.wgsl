// Four weights of one output, each by a load of its own: neighbouring outputs are neighbouring addresses. Stands in for
// weight_vectors.wgsl.
@group(0) @binding(1) var<storage, read> weight: array<Weight, KERNEL_H * KERNEL_W * I * O>;

fn one_weight_at(k: u32, o: u32) -> f32 {
  return select(0.0, f32(weight[weight_place(k, o)]), (k < TERMS) & (o < O));
}

/// w[k … k + 3, o]; zeros beyond the last k and the last output.
fn weights_at(k: u32, o: u32) -> vec4f {
  return vec4f(one_weight_at(k, o), one_weight_at(k + 1, o), one_weight_at(k + 2, o), one_weight_at(k + 3, o));
}
