// Weights as f16: half the memory to read. Each is made f32 as it is loaded, so sums lose nothing more.
enable f16;
alias Weight = f16;
