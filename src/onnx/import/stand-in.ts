/**
 * What takes the place of a node that cannot be translated, if the rest of the network is needed: its first input
 * passed on where the file says (or nothing contradicts) that the shape stays; otherwise an input of the shape the file names.
 */
import type { FileGraph } from '../proto/file-types.js';
import { createBehindUnsupported } from './behind-unsupported.js';
import type { Call } from './call.js';
import { sameDims } from './dims.js';
import type { Draft } from './draft.js';
import { declaredShapes } from './foreign.js';
import type { TranslateOptions, UnsupportedNode } from './translate.js';
import type { NodeValue, Value } from './values.js';

export function standIn(
  graph: FileGraph,
  draft: Draft,
  unsupported: UnsupportedNode[],
): NonNullable<TranslateOptions['onUnsupported']> {
  const declared = declaredShapes(graph);
  const behind = createBehindUnsupported(draft);
  return (call: Call, inputs, error): readonly Value[] | undefined => {
    const like = inputs.find((value): value is NodeValue => value?.kind === 'node');
    const [name] = call.node.outputs;
    const shape = name === undefined ? undefined : declared(name, like);
    const note = (): void => {
      const values = inputs.filter((value): value is NodeValue => value?.kind === 'node');
      unsupported.push({
        op: call.node.op,
        node: call.node.name || (name ?? ''),
        message: error.message,
        ...(behind.includes(values) && { isBehind: true }),
      });
    };
    const marked = (value: NodeValue): readonly [NodeValue] => {
      behind.mark(value);
      return [value];
    };
    if (like !== undefined && (shape === undefined || sameDims(shape, like.shape))) {
      note();
      return marked(draft.emit('identity', [like], {}, { part: 'unsupported' }));
    }
    if (name === undefined || shape === undefined) return undefined;
    note();
    return marked(draft.input(name, shape));
  };
}
