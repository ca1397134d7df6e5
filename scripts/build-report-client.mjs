/**
 * Bundles the report's script (src/report/client, uPlot included) and styles into src/report/client.generated.ts,
 * so that rendering a report reads no files and works in a browser too.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const client = join(root, 'src', 'report', 'client');

const { output } = await build({
  input: join(client, 'main.ts'),
  platform: 'browser',
  write: false,
  logLevel: 'warn',
  checks: { pluginTimings: false },
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  output: { format: 'iife', minify: true, comments: false },
});
/** Neither an end tag nor a comment may begin inside the script element. */
const script = output[0].code.trim().replace(/<(?=\/script|!--)/gi, '\\x3c');
const styles = [
  join(root, 'node_modules', 'uplot', 'dist', 'uPlot.min.css'),
  join(client, 'theme.css'),
  join(client, 'report.css'),
].map((file) => readFileSync(file, 'utf8'));
const style = styles
  .join('')
  .replace(/\/\*[\s\S]*?\*\//g, '')
  .replace(/\s*\n\s*/g, '');

/** uPlot travels inside every report, so its licence does too. */
const licence = readFileSync(join(root, 'node_modules', 'uplot', 'LICENSE'), 'utf8').trim();
const whole = `/* Holds uPlot.\n${licence}\n*/\n${script}`;

writeFileSync(
  join(root, 'src', 'report', 'client.generated.ts'),
  `/** Written by scripts/build-report-client.mjs from src/report/client. */
export const clientScript = ${JSON.stringify(whole)};
/** SHA-256 of the script, base64: names it in the report's content security policy. */
export const clientScriptHash = '${createHash('sha256').update(whole).digest('base64')}';
export const clientStyle = ${JSON.stringify(style)};
`,
);
