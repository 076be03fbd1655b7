// Where all classes count alike.
fn class_weight(index: u32) -> f32 { return 1.0; }
