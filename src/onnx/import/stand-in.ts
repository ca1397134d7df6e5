/**
 * What takes the place of a node that cannot be translated, if the rest of the network is needed: its first input
 * passed on where the file says (or nothing contradicts) that the shape stays; otherwise an input of the shape the file names.
 */
import type { FileGraph } from '../proto/file-types.js';
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
  return (call: Call, inputs, error): readonly Value[] | undefined => {
    const like = inputs.find((value): value is NodeValue => value?.kind === 'node');
    const [name] = call.node.outputs;
    const shape = name === undefined ? undefined : declared(name, like);
    const note = (): void => {
      unsupported.push({ op: call.node.op, node: call.node.name || (name ?? ''), message: error.message });
    };
    if (like !== undefined && (shape === undefined || sameDims(shape, like.shape))) {
      note();
      return [draft.emit('identity', [like], {}, { part: 'unsupported' })];
    }
    if (name === undefined || shape === undefined) return undefined;
    note();
    return [draft.input(name, shape)];
  };
}
