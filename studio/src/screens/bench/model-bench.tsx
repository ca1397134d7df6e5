/** The screen's half for models. */
export function ModelBench() {
  return <p>Models</p>;
}
