/** The module of WebAssembly bytes written in base64, as scripts/build-kernels.mjs writes them. @throws where the engine lacks what they need, or refuses to compile in this thread. */
export function compileWasm(base64: string): WebAssembly.Module {
  const text = atob(base64);
  return new WebAssembly.Module(Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)));
}
