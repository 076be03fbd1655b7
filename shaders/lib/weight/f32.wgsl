// Weights as f32 (src/kernels/weights.ts).
alias Weight = f32;
