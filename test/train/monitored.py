"""Writes monitored.json: what Keras's EarlyStopping and ReduceLROnPlateau do with sequences of validations.

    python3 monitored.py > monitored.json      (Keras 3, any backend)

Of each case the learning rate after every epoch, the epoch (from 1) at which training ends, null if it does not, and
the epoch whose weights come back.
"""

import json
import random

import keras

rng = random.Random(5)
cases = []
for at in range(40):
    losses = [round(1 / (1 + i / 4) + rng.uniform(-0.15, 0.15), 4) for i in range(24)]
    accuracies = [round(min(1, 0.5 + i / 50 + rng.uniform(-0.1, 0.1)), 3) for i in range(24)]
    monitor = "val_loss" if at % 3 else "val_accuracy"
    early = {"monitor": monitor, "patience": at % 5, "min_delta": [0, 0.01, 0.05][at % 3]}
    reduce = {
        **{"monitor": monitor, "factor": [0.1, 0.5][at % 2], "patience": 1 + at % 4},
        **{"min_delta": [1e-4, 0, 0.02][at % 3], "cooldown": at % 3, "min_lr": [0, 0.004][at // 2 % 2]},
    }
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.02), "mse")
    mode = "max" if monitor == "val_accuracy" else "min"
    # A callback of its own, so that training goes on for the rates after the other would have ended it.
    stopping = keras.callbacks.EarlyStopping(restore_best_weights=True, mode=mode, **early)
    plateau = keras.callbacks.ReduceLROnPlateau(mode=mode, **reduce)
    rates, ended = [], None
    for callback in (stopping, plateau):
        callback.set_model(model)
        callback.on_train_begin()
    for epoch, (loss, accuracy) in enumerate(zip(losses, accuracies)):
        logs = {"val_loss": loss, "val_accuracy": accuracy}
        plateau.on_epoch_end(epoch, dict(logs))
        rates.append(float(f"{float(model.optimizer.learning_rate):.6g}"))
        if ended is None:
            stopping.on_epoch_end(epoch, logs)
            if model.stop_training:
                ended = epoch + 1
    cases.append(
        {
            **{"losses": losses, "accuracies": accuracies, "early": early, "reduce": reduce},
            **{"rates": rates, "ended": ended, "best": stopping.best_epoch + 1},
        }
    )
print(json.dumps(cases, separators=(",", ":")))
