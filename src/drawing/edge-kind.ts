import type { TopologyEdge, TopologyOp } from '../arch/topology.js';

/** The kinds that a drawing shows by colour and line weight: convolutions by kernel size, pooling, skips. */
export const edgeKinds = ['conv1', 'conv3', 'conv5', 'conv7', 'pool', 'skip', 'link'] as const;
export type EdgeKind = (typeof edgeKinds)[number];

/** Kernels between two sizes are drawn as the smaller, kernels beyond 7 as 7. */
export function edgeKind(op: TopologyOp): EdgeKind {
  if (op.kind !== 'conv') return op.kind;
  return op.kernel >= 7 ? 'conv7' : op.kernel >= 5 ? 'conv5' : op.kernel >= 3 ? 'conv3' : 'conv1';
}

/** A few characters if the published name does not fit: `conv 3×3`, `avg pool 3×3`, `skip`. A link has a name or nothing. */
export function shortLabel({ op, label }: TopologyEdge): string {
  switch (op.kind) {
    case 'conv':
      return `conv ${op.kernel}×${op.kernel}${op.times > 1 ? ` twice` : ''}`;
    case 'pool':
      return `${op.pool} pool ${op.kernel}×${op.kernel}`;
    case 'skip':
      return 'skip';
    case 'link':
      return label;
    default:
      return op satisfies never;
  }
}

/** A foreign name, made fit for one line: no control or direction-changing characters, at most `limit` long. */
export function plainLabel(text: string, limit = 32): string {
  const line = [...text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '�')];
  return line.length > limit ? `${line.slice(0, limit - 1).join('')}…` : line.join('');
}
