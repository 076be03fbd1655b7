// Names that this project once had for what the field has a term for. None of them comes back.

/** @type {readonly string[]} */
export const oldNames = [
  ...['Ground', 'layGround', 'clearGround'], // DeviceContext, createDeviceContext, destroyDeviceContext
  ...['Rig', 'rig', 'assembleRig', 'dismantle'], // TrainingContext, context, createTrainingContext, destroyTrainingContext
  ...['Breather', 'breathe'], // EventLoopYielder, yieldToEventLoop
  ...['Look', 'Looker', 'Looked', 'LayerLook'], // ProbeView or StepView, Probe, Selection, LayerStepView
  ...['Standing', 'ApartPlan', 'ApartSite'], // SyncState, DecompositionPlan, DecompositionSite
  ...['Laid', 'Dice', 'turned', 'turnAbout'], // Arrangement, Rng, rotate, aboutAxis
  ...['WalkGround', 'PoolingsGround', 'LabGround', 'MemoryRoom', 'BatchRoom'],
  'Turns', // RequestQueue
  ...['OverStage', 'FilesOver'], // OverlayController, FileDropController
  ...['Slide', 'DriveTools', 'DriveMap', 'Drives'], // StepSandbox, AttributionTools, AttributionMap, Attribution
  ...['takeApart', 'Apart'], // decompose, Decomposition
  ...['Meant', 'meantAt'], // HitTarget, hitTest
  ...['hush', 'Unfit', 'Misfit', 'misfit'], // silence, InvalidOption, ShapeMismatch, mismatch
  ...['Course', 'CLEARLY', 'TOLD'], // Autotuner, WIN_RATIO, MAX_LISTED
  ...['blowUp', 'mishap'], // onNonFiniteLoss, onError
  ...['Made', 'Held', 'Learned', 'Answered', 'makeMeter', 'Meter'], // TrainedModel, HeldOut, TrainingResult, Prediction, metrics
  ...['EditingHost', 'LoopHost', 'RecoveryHost', 'RunsHost', 'TravelHost', 'TwinMakerHost', 'ToolsHost'], // SessionContext
  ...['CLOCK', 'CLOCK_LENGTH', 'clockAt', 'ClockStart'], // TRAINING_STATE, TRAINING_STATE_LENGTH, trainingStateAt, TrainingStateOptions
  ...['clockSchedule', 'useClock', 'makeClock'], // encodeSchedule, useTrainingState, trainingStateAt
];
