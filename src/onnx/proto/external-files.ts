/** The files in which a model keeps numbers outside of its own. */
import type { FileGraph, FileModel, FileNode, FileTensor } from './file-types.js';

/** Their paths inside the folder of the model, as the model writes them, each once and sorted. */
export function externalFiles({ graph, functions }: FileModel): string[] {
  const found = new Set<string>();
  const tensor = (one: FileTensor): void => {
    if (one.data.form === 'external') found.add(one.data.location);
  };
  const visitNodes = (nodes: readonly FileNode[]): void => {
    for (const { attributes } of nodes)
      for (const { tensor: value, graph: nested } of attributes.values()) {
        if (value !== undefined) tensor(value);
        if (nested !== undefined) visit(nested);
      }
  };
  const visit = ({ initializers, nodes }: FileGraph): void => {
    initializers.forEach(tensor);
    visitNodes(nodes);
  };
  visit(graph);
  for (const { nodes } of functions) visitNodes(nodes);
  return [...found].sort();
}
