/** Architectures as text: a JSON file with one input, node or group a line, so that a change of one node is a diff of one line. */
import { requireText } from '../core/require-shape.js';
import { requireArchitecture } from './require-architecture.js';
import { AssayError, dataError, quote } from '../core/errors.js';
import { stableJson } from './stable-json.js';
import { validateArchitecture } from './validate.js';
import type { ArchNode, Architecture } from './types.js';

/**
 * The file of an architecture. Equal architectures give the same bytes: keys in the order of the type, attributes in alphabetical order.
 * The architecture must be valid (`checkArchitecture`).
 */
export function printArchitecture(architecture: Architecture): string {
  requireArchitecture(architecture);
  const { format, version, name, inputs, nodes, outputs, groups } = architecture;
  const members = [
    `"format": ${JSON.stringify(format)}`,
    `"version": ${version}`,
    ...(name === undefined ? [] : [`"name": ${JSON.stringify(name)}`]),
    `"inputs": ${lines(inputs.map(({ id, shape }) => JSON.stringify({ id, shape })))}`,
    `"nodes": ${lines(nodes.map(printNode))}`,
    `"outputs": ${JSON.stringify(outputs)}`,
    ...(groups === undefined
      ? []
      : [`"groups": ${lines(groups.map(({ id, kind, stage }) => JSON.stringify({ id, kind, stage })))}`]),
  ];
  return `{\n  ${members.join(',\n  ')}\n}\n`;
}

function printNode({ id, op, inputs, attrs, group, shares }: ArchNode): string {
  const tail = `${group === undefined ? '' : `,"group":${JSON.stringify(group)}`}${shares === undefined ? '' : `,"shares":${stableJson(shares)}`}`;
  return `{"id":${JSON.stringify(id)},"op":"${op}","inputs":${JSON.stringify(inputs)},"attrs":${stableJson(attrs)}${tail}}`;
}

function lines(entries: readonly string[]): string {
  return entries.length === 0 ? '[]' : `[\n    ${entries.join(',\n    ')}\n  ]`;
}

/**
 * Reads what `printArchitecture` wrote, or any JSON of that form.
 * @param where the file's name, first in every error.
 * @throws a data error for text that is no JSON, another format or version, or an architecture that is not valid.
 */
export function parseArchitecture(text: string, where = 'architecture'): Architecture {
  requireText('text', text);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw notJson(where, text, error as SyntaxError);
  }
  return validateArchitecture(value, where);
}

function notJson(where: string, text: string, error: SyntaxError): AssayError {
  const got = text.trim() === '' ? 'an empty text' : quote(text.trimStart(), 30);
  return dataError(where, { expected: 'an architecture in JSON', got, hint: error.message.replace(/\s+/g, ' ').slice(0, 120) });
}
