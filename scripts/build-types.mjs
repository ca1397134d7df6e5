/** Rolls the declarations that TypeScript wrote up into one `.d.ts` for each entry of package.json's exports, dist/types. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { root } from './setup.mjs';

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** `./dist/bundle/platform/node/index.js` (`./dist/bundle/web/...` for browsers) is made of `dist/platform/node/index.d.ts`, and `./dist/types/node.d.ts` describes it. */
const input = Object.fromEntries(
  Object.values(exports)
    .filter((entry) => entry.types !== undefined)
    .map((entry) => [
      entry.types.replace(/^\.\/dist\/types\/|\.d\.ts$/g, ''),
      join(root, entry.default.replace(/\/bundle\/(?:web\/)?/, '/').replace(/\.js$/, '.d.ts')),
    ]),
);

/** The declarations of all entries, and types that exported signatures use and no entry exports, one line each. */
async function bundleTypes() {
  const missing = [];
  const bundle = await rollup({
    input,
    plugins: [dts()],
    external: (id) => /^[a-z@]/i.test(id),
    onwarn: ({ message }) => missing.push(message),
  });
  return { bundle, missing };
}

/** Types that exported signatures use and no entry exports, one line each. Reads `dist` and writes nothing. */
export async function privateTypes() {
  const { bundle, missing } = await bundleTypes();
  await bundle.generate({ format: 'es' });
  await bundle.close();
  return missing;
}

async function rollUpTypes() {
  const out = join(root, 'dist', 'types');
  rmSync(out, { recursive: true, force: true });
  const { bundle, missing } = await bundleTypes();
  await bundle.write({ dir: out, format: 'es' });
  await bundle.close();
  for (const line of missing) console.warn(line);
}

if (process.argv[1] === import.meta.filename) await rollUpTypes();
