/** The screen Papers. */
export function Papers() {
  return <h1>Papers</h1>;
}
