import type { Program } from './lower.js';
import { createNumberText } from './number-text.js';
import { ZERO } from './operands.js';

/**
 * A program as text: its values in the order in which they are computed (`walk.ts`). Programs with one key give the same numbers:
 * cells of different canonical form may differ only in edges that lead nowhere, or in the order of their nodes.
 */
export function programKey({ values, cutPoints, output }: Program): string {
  const places = new Array<number>(values.length).fill(0);
  const text = createNumberText();
  let length = 0;
  const visit = (number: number): void => {
    if (number === ZERO || places[number] > 0) return;
    const { call, inputs } = values[number];
    for (let i = 0; i < inputs.length; i++) visit(inputs[i]);
    places[number] = ++length;
    // The number of operands is part of the call.
    text.add(call.number);
    for (let i = 0; i < inputs.length; i++) text.add(inputs[i] === ZERO ? 0 : places[inputs[i]]);
  };
  for (const number of cutPoints) visit(number);
  text.add(output === ZERO ? 0 : places[output]);
  return text.take();
}
