/** Operators' names as small numbers: places in the tables of what is known of an operator. */

const numbers = new Map<string, number>();

/** What was last looked up at each place: key, cost and topology of one genotype ask for the same names in turn. */
const recent: string[] = [];
const found: number[] = [];

/** The number of a name. @param place of the term in its genotype, from 0: the same name at the same place is found without a search. */
export function opNumber(op: string, place: number): number {
  const last = found[place];
  if (last !== undefined && recent[place] === op) return last;
  let number = numbers.get(op);
  if (number === undefined) numbers.set(op, (number = numbers.size));
  while (recent.length <= place) {
    recent.push('');
    found.push(-1);
  }
  recent[place] = op;
  return (found[place] = number);
}
