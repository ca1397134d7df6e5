import type { ArchBuilder } from '../../arch/build.js';

/** Global average pool and a linear layer named `fc`. */
export function classifier(b: ArchBuilder, x: string, classes: number): string {
  const features = b.add('flatten', [b.add('globalAvgPool', [x], {}, 'pool')], { axis: 1 }, 'features');
  return b.add('linear', [features], { outFeatures: classes, bias: true }, 'fc');
}
