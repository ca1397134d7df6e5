/**
 * IR -> one Python file with PyTorch modules that depend on nothing else: a class for each kind of block (blocks of equal code share
 * one), and the network that strings them together. Meant to be read, changed and trained.
 */
import { must } from '../core/must.js';
import { visible } from '../core/visible.js';
import { placed } from '../core/mismatch.js';
import { inferShapes, inputShapes, nodeTitle } from '../arch/infer.js';
import { tokenInputsOf } from '../arch/token-inputs.js';
import { parameterKey } from '../arch/parameters.js';
import type { ArchNode, Architecture, Shape } from '../arch/types.js';
import { className, createNames, identifier, memberName } from './names.js';
import { opCode, type InitialValues, type OpCode } from './op-code.js';
import { unitsOf, type Unit } from './units.js';

/** A tensor of the module's state dict, and whose it is in the IR. */
export interface StateKey {
  readonly node: string;
  readonly parameter: string;
  readonly key: string;
  /** Of state that nobody need have: what it begins with. */
  readonly initial?: InitialValues;
}

/** What the Python source says besides the module. */
export interface PyTorchOptions {
  /** Name of the safetensors file with the weights: the file then says how to load it. */
  readonly weightsFile?: string;
}

/** A module as Python source, with the names of its weights. */
export interface PyTorchModule {
  /** The file. */
  readonly source: string;
  /** Name of the network's class. */
  readonly className: string;
  /** The complete state dict: every learned tensor, and every batch norm's `mean`, `variance` and `batches` (its counter). */
  readonly keys: readonly StateKey[];
}

interface Body {
  readonly members: string[];
  readonly lines: string[];
  readonly keys: StateKey[];
  /** Variable that holds each value. */
  readonly variables: Map<string, string>;
}

/**
 * Writes an architecture as the source of one PyTorch module.
 * @throws a data error naming a node PyTorch cannot express.
 */
export function toPyTorch(architecture: Architecture, { weightsFile }: PyTorchOptions = {}): PyTorchModule {
  const shapes = inferShapes(architecture, 1);
  const title = className(architecture.name?.split(/[\s|]/)[0] ?? 'Network');
  const classNames = createNames([title, 'Recurrent'], '');
  const classes = new Map<string, { readonly name: string; readonly text: string; readonly keys: Body['keys'] }>();
  const body: Body = { members: [], lines: [], keys: [], variables: new Map() };
  const memberNames = createNames(['x']);
  const variableNames = createNames(['self']);
  for (const { id } of architecture.inputs) body.variables.set(id, variableNames(identifier(id)));
  const stages = new Map((architecture.groups ?? []).map((group) => [group.id, group]));

  for (const unit of unitsOf(architecture)) {
    if (unit.group === undefined) {
      addNode(must(unit.nodes[0], 'a node'), undefined, body, shapes, memberNames, variableNames);
      continue;
    }
    const written = writeBlock(unit, shapes);
    const kind = stages.get(unit.group)?.kind ?? 'part';
    let own = classes.get(`${kind}\n${written.text}`);
    if (own === undefined) {
      own = { name: classNames(className(kind)), text: written.text, keys: written.keys };
      classes.set(`${kind}\n${written.text}`, own);
    }
    const member = memberNames(identifier(unit.group));
    body.members.push(`self.${member} = ${own.name}()`);
    for (const state of written.keys) body.keys.push({ ...state, key: `${member}.${state.key}` });
    const given = unit.inputs.map((id) => body.variables.get(id) as string);
    const made = unit.outputs.map((id) => variableNames(unit.outputs.length === 1 ? member : memberName(id, undefined)));
    for (const [i, id] of unit.outputs.entries()) body.variables.set(id, must(made[i], 'its variable'));
    if (made.length > 0) body.lines.push(`${made.join(', ')} = self.${member}(${given.join(', ')})`);
  }
  body.members.push(...tiedTensors(architecture, body.keys));
  body.lines.push(`return ${architecture.outputs.map((id) => body.variables.get(id) as string).join(', ')}`);
  const parameters = architecture.inputs.map(({ id }) => body.variables.get(id) as string);
  const [input] = architecture.inputs;
  const helpers = new Set(architecture.nodes.flatMap((node) => codeOf(node, shapes).helper ?? []));
  const text = [
    header(architecture, title, input?.shape ?? [], weightsFile),
    ...helpers,
    ...[...classes.values()].map(({ name, text: own }) => `class ${name}(nn.Module):\n${own}`),
    `class ${title}(nn.Module):\n${classBody(body, parameters)}`,
    footer(architecture, title),
  ].join('\n\n\n');
  return { source: `${text}\n`, className: title, keys: body.keys };
}

/** Lines that give a tensor to every module that shares it. */
function tiedTensors({ nodes }: Architecture, keys: readonly StateKey[]): string[] {
  const paths = new Map(keys.map(({ node, parameter, key }) => [parameterKey(node, parameter), key]));
  const lines = nodes.flatMap(({ id, shares = {} }) =>
    Object.entries(shares).map(
      ([parameter, owner]) => `self.${paths.get(parameterKey(id, parameter)) as string} = self.${paths.get(owner) as string}`,
    ),
  );
  return lines.length === 0 ? [] : ['# One tensor each, wherever it is used.', ...lines];
}

/** How to load the weights, for the docstring: with the package safetensors, and without. */
function loading(title: string, weightsFile: string): string {
  // JSON's escapes are Python's, and once more for the docstring around them.
  const file = JSON.stringify(weightsFile).replaceAll('\\', '\\\\');
  return `
Its weights are in ${file}:

    from safetensors.torch import load_file
    network = ${title}()
    network.load_state_dict(load_file(${file}))

The same without that package:

    import json, struct
    data = bytearray(open(${file}, "rb").read())
    start = 8 + struct.unpack("<Q", data[:8])[0]
    types = {"F32": torch.float32, "I64": torch.int64}
    state = {}
    for key, entry in json.loads(data[8:start]).items():
        begin, end = entry["data_offsets"]
        state[key] = torch.frombuffer(data[start + begin:start + end], dtype=types[entry["dtype"]]).reshape(entry["shape"])
    network = ${title}()
    network.load_state_dict(state)
`;
}

function header(architecture: Architecture, title: string, shape: Shape, weightsFile: string | undefined): string {
  const name = visible((architecture.name ?? 'A network').replace(/\s+/g, ' '))
    .replaceAll('\\', '\\\\')
    .replaceAll('"', "'");
  return `"""${name}, as PyTorch modules.\n\n\`${title}\` takes ${architecture.inputs.length === 1 ? `a tensor (batch, ${shape.slice(1).join(', ')})` : `${architecture.inputs.length} tensors`}. Written by Assay; needs only PyTorch.\n${weightsFile === undefined ? '' : loading(title, weightsFile)}"""\n\nimport torch\nimport torch.nn.functional as F\nfrom torch import nn`;
}

function footer(architecture: Architecture, title: string): string {
  const tokens = tokenInputsOf(architecture);
  const given = architecture.inputs
    .map(({ id, shape }) => {
      const lengths = [2, ...shape.slice(1)].join(', ');
      const count = tokens.get(id);
      return count === undefined ? `torch.randn(${lengths})` : `torch.randint(${count}, (${lengths},))`;
    })
    .join(', ');
  return `if __name__ == "__main__":\n    network = ${title}().eval()\n    print(sum(parameter.numel() for parameter in network.parameters()), "parameters")\n    output = network(${given})\n    print(output.shape if isinstance(output, torch.Tensor) else [one.shape for one in output])`;
}

/** A block as a class body; the ids of its nodes appear in it only through names. */
function writeBlock(unit: Unit, shapes: ReadonlyMap<string, Shape>): { readonly text: string; readonly keys: Body['keys'] } {
  const body: Body = { members: [], lines: [], keys: [], variables: new Map() };
  const memberNames = createNames();
  const variableNames = createNames(['self']);
  const parameters = unit.inputs.map((_, i) => variableNames(unit.inputs.length === 1 ? 'x' : `x${i}`));
  for (const [i, id] of unit.inputs.entries()) body.variables.set(id, must(parameters[i], 'its parameter'));
  for (const node of unit.nodes) addNode(node, unit.group, body, shapes, memberNames, variableNames);
  body.lines.push(`return ${unit.outputs.map((id) => body.variables.get(id) as string).join(', ') || 'None'}`);
  return { text: classBody(body, parameters), keys: body.keys };
}

function classBody({ members, lines }: Body, parameters: readonly string[]): string {
  return [
    '    def __init__(self):',
    '        super().__init__()',
    ...members.map((line) => `        ${line}`),
    '',
    `    def forward(self, ${parameters.join(', ')}):`,
    ...lines.map((line) => `        ${line}`),
  ].join('\n');
}

function addNode(
  node: ArchNode,
  group: string | undefined,
  body: Body,
  shapes: ReadonlyMap<string, Shape>,
  memberNames: (wanted: string) => string,
  variableNames: (wanted: string) => string,
): void {
  const code = codeOf(node, shapes);
  const wanted = memberName(node.id, group);
  const { member } = code;
  const name = member === undefined ? '' : memberNames(wanted);
  if (member !== undefined) {
    const plain = member.code.startsWith('buffer:')
      ? `self.register_buffer("${name}", ${member.code.slice('buffer:'.length)}, persistent=False)`
      : `self.${name} = ${member.code}`;
    body.members.push(plain);
    for (const [parameter, suffix] of Object.entries(member.keys)) {
      const initial = member.initial?.[parameter];
      body.keys.push({ node: node.id, parameter, key: `${name}${suffix}`, ...(initial === undefined ? {} : { initial }) });
    }
  }
  const variable = variableNames(wanted);
  body.lines.push(
    `${variable} = ${code.expression(
      `self.${name}`,
      node.inputs.map((id) => body.variables.get(id) as string),
    )}`,
  );
  body.variables.set(node.id, variable);
}

function codeOf(node: ArchNode, shapes: ReadonlyMap<string, Shape>): OpCode {
  try {
    const inputs = inputShapes(node, shapes);
    return opCode(node.op, node.attrs, { inputs, x: inputs[0] ?? [], output: shapes.get(node.id) as Shape });
  } catch (error) {
    throw placed(error, nodeTitle(node));
  }
}
