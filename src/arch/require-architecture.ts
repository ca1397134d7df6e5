import { requireFields } from '../core/require-shape.js';

/** Refuses what is no architecture, such as the string of one. @throws a usage error. */
export function requireArchitecture(value: unknown): void {
  requireFields(
    'architecture',
    'an architecture, as `build` of a space or readOnnx makes it',
    value,
    'inputs',
    'nodes',
    'outputs',
  );
}
