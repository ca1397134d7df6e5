/** Python names out of node and group ids. */

const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda ' +
    'nonlocal not or pass raise return try while with yield match case type self super torch nn F math ' +
    // Members of nn.Module that must not be hidden.
    'training forward train eval apply cpu cuda double float half to type children modules parameters buffers named_parameters state_dict ' +
    'load_state_dict register_buffer register_parameter requires_grad_ zero_grad add_module share_memory extra_repr dump_patches T_destination'
  ).split(' '),
);

/** ONNX's operator at the end of a PyTorch node's name: "conv1.Conv" is conv1. */
const operatorSuffix = /[./][A-Z][A-Za-z]+(_\d+)?$/;

/** A lower-case identifier: "layer1.0.conv1.Conv" in group "layer1.0" is conv1. */
export function memberName(id: string, group: string | undefined): string {
  const inside = group !== undefined && id.startsWith(group) && id.length > group.length ? id.slice(group.length) : id;
  const short = inside.replace(operatorSuffix, '');
  return identifier(/[a-zA-Z0-9]/.test(short) ? short : inside);
}

export function identifier(text: string): string {
  const name = text
    .replace(/[^a-zA-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  if (name === '') return 'value';
  return /^\d/.test(name) ? `m${name}` : keywords.has(name) ? `${name}_` : name;
}

/** `Cell`, `WindowAttention` */
export function className(text: string): string {
  const words = text.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return name === '' ? 'Part' : /^\d/.test(name) ? `Part${name}` : name;
}

/** Gives every name once: x, x_2, x_3 (or another separator between name and number). */
export function createNames(taken: Iterable<string> = [], between = '_'): (wanted: string) => string {
  const used = new Set(taken);
  return (wanted) => {
    let name = wanted;
    for (let n = 2; used.has(name); n++) name = `${wanted}${between}${n}`;
    used.add(name);
    return name;
  };
}
