// The weight of a class in the loss: f32 [CLASSES], or two numbers for yes-or-no questions.
@group(0) @binding(6) var<storage, read> classWeights: array<f32>;

fn class_weight(index: u32) -> f32 { return classWeights[index]; }
