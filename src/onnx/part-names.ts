/** Names of the nodes that one operator of the architecture is written as, when they are several: the last has the operator's id. */

/** @param count which node of this kind within the operator, from 1. */
export function partName(id: string, op: string, count: number): string {
  return `${id}/${op.toLowerCase()}${count > 1 ? count : ''}`;
}

/** Whether a node of a file that Assay wrote is such a part: its name ends in what it does. */
export function isPartName(name: string, op: string): boolean {
  const kind = `/${op.toLowerCase()}`;
  const at = name.lastIndexOf('/');
  return name.startsWith(kind, at) && /^\d*$/.test(name.slice(at + kind.length));
}
