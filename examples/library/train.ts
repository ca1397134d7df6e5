/** Trains a network on a file of CIFAR-10 records; prints the loss of every epoch, and the accuracy on the fifth that is held out. */
import { trainArchitecture } from 'assay/node';

const training = { architecture: 'a.onnx', data: 'images.bin', epochs: 2, batch: 16 };
const { accuracy } = await trainArchitecture(training, {
  signal: AbortSignal.timeout(600_000),
  onEpoch: ({ epoch, trainLoss }) => console.log(`epoch ${epoch}: loss ${trainLoss.toFixed(3)}`),
});
console.log(`accuracy ${accuracy.toFixed(1)} %`);
