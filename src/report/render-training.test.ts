import { describe, expect, it } from 'vitest';
import { trainingSection } from './sections/training.js';
import { renderTrainingReport } from './render-training.js';
import type { ReportEpoch } from './types.js';

const epochs: readonly ReportEpoch[] = [
  { epoch: 1, trainLoss: 2.3, trainAccuracy: 10, validationLoss: Infinity, validationAccuracy: 12 },
  { epoch: 2, trainLoss: 1.9, trainAccuracy: 30, validationLoss: 2.1, validationAccuracy: 25 },
];
const training = { title: 'Two epochs', networks: [{ name: '<script>x</script>', accuracy: 25, epochs }] };

describe('the report of a training', () => {
  it('has both curves of loss and accuracy, and escapes what it is given', () => {
    const html = renderTrainingReport({ title: 'assay train <b>', settings: [['epochs', '2']], training });
    expect(html).toContain('assay train &lt;b&gt;');
    expect(html).not.toContain('<script');
    expect(html.match(/<figure class="chart">/g)).toHaveLength(2);
    for (const name of ['training', 'validation', 'accuracy (%)', 'loss', '25.00']) expect(html).toContain(name);
    expect(html).not.toContain('Infinity');
    expect(renderTrainingReport({ title: 'assay train <b>', settings: [['epochs', '2']], training })).toBe(html);
  });

  it('compares the validation curves of several networks, and says why one has no accuracy', () => {
    const networks = [
      { name: 'a', rank: 1, accuracy: 25, epochs },
      { name: 'b', rank: 2, accuracy: 30, epochs },
      { name: 'c', rank: 3, accuracy: null, reason: 'the loss was NaN' },
    ];
    const html = trainingSection({ title: 'Two epochs', networks })?.markup ?? '';
    for (const text of ['rank 1', 'rank 2', 'validation loss', 'the loss was NaN', '–']) expect(html).toContain(text);
  });

  it('is not flattened by a loss that diverged', () => {
    const diverged = [2.3, 2.1, 1.9, 1e6].map((loss, i) => ({
      epoch: i + 1,
      trainLoss: loss,
      trainAccuracy: 10 * i,
      validationLoss: loss,
      validationAccuracy: 10 * i,
    }));
    const sectionOf = (course: readonly ReportEpoch[]): string =>
      trainingSection({ title: 'Four epochs', networks: [{ name: 'a', accuracy: 25, epochs: course }] })?.markup ?? '';
    expect(sectionOf(diverged)).toContain('loss, cut off above 2.30');
    expect(sectionOf(diverged)).not.toMatch(/text-anchor="end">\d{5,}/);
    expect(sectionOf(diverged.slice(0, 3))).not.toContain('cut off');
  });

  it('draws nothing where no trainer says its course', () => {
    const html = trainingSection({ title: 'A table', networks: [{ name: 'a', rank: 1, accuracy: 90 }] })?.markup ?? '';
    expect(html).not.toContain('<figure');
    expect(trainingSection(undefined)).toBeUndefined();
  });
});
