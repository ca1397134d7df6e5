/**
 * Condition number of the neural tangent kernel (TE-NAS, Chen et al., ICLR 2021, arXiv 2102.11535; code VITA-Group/TENAS).
 *
 * Row n of J is the gradient of the summed outputs of image n with respect to all weights and scales, with batch statistics of all images;
 * the score is the largest over the smallest eigenvalue of J J^T. Own initialisation: Kaiming normal, fan-out. A backward pass an image.
 * A smallest eigenvalue of 0 or below has no score (the original: 100,000).
 *
 * The original takes 72 images, cropped and flipped at random, a thin network (3 channels, one cell a stage), the mean of three draws of
 * weights, and three digits. Deviation: the network is scored as it is, with the images of the run and one draw unless `repeats` says more;
 * `nas-bench-201:C=3:N=1` with 72 images comes near. The code of ZiCo's table takes 16 images of noise. Kernels of 16 and of 64 images order
 * cells differently: docs/figures/ranking.md.
 */
import { firstTap } from './taps.js';
import { sideOf } from '../core/linear-algebra/side-of.js';
import { symmetricEigenvalues } from '../core/linear-algebra/symmetric-eigenvalues.js';
import { draws, imagesPass, paperInit, repeatsOption } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

const requestsOf = (repeats: number, context: ProxyContext) =>
  draws({ ...imagesPass, ...paperInit('kaiming-normal-out', context) }, repeats).map((pass) =>
    readingOf(pass, { kind: 'tangent-kernel', of: 'outputs' }),
  );

export const ntk = defineProxy({
  id: 'ntk',
  title: 'Condition number of the neural tangent kernel (TE-NAS)',
  paper: 'Chen et al. 2021, arXiv 2102.11535',
  note: 'scores the network as it is, where the original builds a thin one; a backward pass an image',
  direction: 'lower',
  seeded: true,
  sharedByCanonical: false,
  options: { repeats: repeatsOption(3) },
  requests: ({ repeats }, context) => requestsOf(repeats, context),
  score(evidence, { repeats }, context) {
    let [condition, trace] = [0, 0];
    for (const request of requestsOf(repeats, context)) {
      const kernel = evidence.get(request);
      if (!kernel.ok) return undefinedScore(kernel.reason);
      const { values } = firstTap(kernel.value.taps);
      const eigenvalues = symmetricEigenvalues(values, sideOf(values));
      const [smallest = 0] = eigenvalues;
      if (!(smallest > 0)) return undefinedScore('the smallest eigenvalue of the kernel is 0');
      condition += (eigenvalues.at(-1) ?? NaN) / smallest / repeats;
      trace += eigenvalues.reduce((sum, value) => sum + value, 0) / repeats;
    }
    return scored(condition, { trace });
  },
});
