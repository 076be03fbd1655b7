// All words that depend on what the classes are: ten digits, as those of MNIST, or anything else. `label` is the name of a
// class as the data gives it.

export const classes = {
  digits: {
    column: 'digit',
    answer: (label: string) => `Answer · digit ${label}`,
    probability: (label: string, percent: string, _count: number) =>
      `The network gives the digit ${label} a probability of ${percent}. The ten probabilities add up to 1.`,
    sample: (label: string) => `Show a handwritten ${label} from the test set`,
    shown: (label: string) => `Show a handwritten ${label}`,
    picture: (label: string, value: string) => `A ${label}, activation ${value}`,
    disagreement: (label: string, first: string, second: string) =>
      `A ${label}. ${first}; ${second}. Show this picture.`,
    trueLabel: (label: string) => `is a ${label}`,
    onePicture: 'digit',
    fromStage: 'The digit from the stage, enlarged.',
    useStage: 'Use the digit',
    evaluating: 'Evaluating 10,000 digits',
    greatest: (score: string, label: string, _count: number) =>
      `The largest score is m = ${score}, for digit ${label}. It is subtracted from all ten scores.`,
    exponential: (label: string, power: string, total: string) =>
      `Digit ${label}: ${power}. Sum so far ${total}.`,
    quotient: (label: string, quotient: string) => `${quotient}. This is the probability of digit ${label}.`,
    silenced: 'Answer units cannot be silenced: softmax divides 100 % among all ten.',
  },
  others: {
    column: 'class',
    answer: (label: string) => `Answer · ${label}`,
    probability: (label: string, percent: string, count: number) =>
      `The network gives the class “${label}” a probability of ${percent}. The ${count} probabilities add up to 1.`,
    sample: (label: string) => `Show a picture of the class “${label}” from the test set`,
    shown: (label: string) => `Show a picture of the class “${label}”`,
    picture: (label: string, value: string) => `A picture of the class “${label}”, activation ${value}`,
    disagreement: (label: string, first: string, second: string) =>
      `Class “${label}”. ${first}; ${second}. Show this picture.`,
    trueLabel: (label: string) => label,
    onePicture: 'picture',
    fromStage: 'The picture from the stage, scaled.',
    useStage: 'Use the picture from the stage',
    evaluating: 'Evaluating the test set',
    greatest: (score: string, label: string, count: number) =>
      `The largest score is m = ${score}, for the class “${label}”. It is subtracted from all ${count} scores.`,
    exponential: (label: string, power: string, total: string) => `${label}: ${power}. Sum so far ${total}.`,
    quotient: (label: string, quotient: string) =>
      `${quotient}. This is the probability of the class “${label}”.`,
    silenced: 'Answer units cannot be silenced: softmax divides 100 % among all of them.',
  },
  /** Above a list of many classes. */
  search: 'Find a class',
  searchIn: (count: number) => `Find one of ${count} classes`,
  noneFound: 'No class has this name.',
  more: (count: number) => `${count} more`,
};
