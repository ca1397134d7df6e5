import * as v from 'valibot';
import type { DraftNode } from '../import/values.js';
import type { Grouping } from './types.js';

/** `assay.groups`: what files of Assay say about their blocks. */
const groupsSchema = v.array(
  v.strictObject({
    id: v.pipe(v.string(), v.nonEmpty()),
    kind: v.string(),
    stage: v.pipe(v.number(), v.integer(), v.minValue(0)),
    nodes: v.array(v.string()),
  }),
);

/** The grouping that a file carries as metadata; undefined where it carries none, or one that does not fit its nodes. */
export function readGroups(text: string | undefined, nodes: readonly DraftNode[]): Grouping | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = v.safeParse(groupsSchema, value);
  if (!read.success || new Set(read.output.map(({ id }) => id)).size !== read.output.length) return undefined;
  const known = new Set(nodes.map(({ id }) => id));
  const groupOf = new Map(
    read.output.flatMap((group) => group.nodes.filter((id) => known.has(id)).map((id) => [id, group.id] as const)),
  );
  return { groups: read.output.map(({ id, kind, stage }) => ({ id, kind, stage })), groupOf };
}
