// How many rows of a batch count: the last batch of an epoch may be short, and its spare rows hold what happened
// to lie in memory. `positions`: rows of the tensor a picture has. Without a training state all of them count.
fn valid_rows(use_training_state: bool, batch_rows: u32, positions: u32, rows: u32) -> u32 {
  return select(rows, min(batch_rows * positions, rows), use_training_state);
}
