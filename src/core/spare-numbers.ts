/** Room for numbers that each call gives again: new memory for each would be page faults, and work for the garbage collector. */
export function createSpareNumbers(): (length: number) => Float32Array {
  let spare = new Float32Array(0);
  return (length) => {
    if (spare.length < length) spare = new Float32Array(length);
    return spare.subarray(0, length);
  };
}
