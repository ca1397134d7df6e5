/**
 * One text for recipes that differ in names, order of nodes and order of exchangeable inputs. Nodes are distinguished by what they read and what
 * reads them, refined as many times as there are nodes; then each is printed once, sources by number.
 */
import { isCommutative, isNewState, recipeSources, stateSize, type Recipe } from './recipe.js';

export function canonicalRecipe(recipe: Recipe): string {
  const sources = recipeSources(stateSize(recipe));
  let colours = new Map<string, string>([
    ...sources.map((name) => [name, name] as const),
    ...recipe.map(({ name, op }) => [name, isNewState(name) ? `${op} ${name}` : op] as const),
  ]);
  const places = (inputs: readonly string[], op: Recipe[number]['op']): string => {
    const own = inputs.map((input) => colours.get(input) as string);
    return (isCommutative(op) ? own.sort() : own).join(',');
  };
  for (let round = 0; round < recipe.length; round++) {
    const next = new Map(sources.map((name) => [name, name]));
    const texts = recipe.map(({ name, op, inputs }) => {
      const readers = recipe.flatMap((reader) =>
        reader.inputs.flatMap((input, i) =>
          input === name ? [`${colours.get(reader.name)}@${isCommutative(reader.op) ? '' : i}`] : [],
        ),
      );
      return `${colours.get(name)}|${places(inputs, op)}|${readers.sort().join(',')}`;
    });
    const ranks = new Map([...new Set(texts)].sort().map((text, i) => [text, String(i)]));
    recipe.forEach(({ name, op }, i) => next.set(name, `${op}#${ranks.get(texts[i] ?? '')}`));
    colours = next;
  }
  const numbers = new Map(sources.map((name, i) => [name, i]));
  const lines: string[] = [];
  let waiting = [...recipe];
  while (waiting.length > 0) {
    const ready = waiting
      .filter(({ inputs }) => inputs.every((input) => numbers.has(input)))
      .map((node) => {
        const read = node.inputs.map((input) => numbers.get(input) as number);
        const shown = isCommutative(node.op) ? read.sort((a, b) => a - b) : read;
        return {
          node,
          colour: colours.get(node.name) as string,
          text: `${isNewState(node.name) ? `${node.name}=` : ''}${node.op}(${shown.join(',')})`,
        };
      });
    const first = ready.reduce((a, b) => (b.colour < a.colour || (b.colour === a.colour && b.text < a.text) ? b : a));
    lines.push(first.text);
    numbers.set(first.node.name, numbers.size);
    waiting = waiting.filter((node) => node !== first.node);
  }
  return lines.join(' ');
}
