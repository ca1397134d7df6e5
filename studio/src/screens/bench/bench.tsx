/** The screen Bench. */
export function Bench() {
  return <h1>Bench</h1>;
}
