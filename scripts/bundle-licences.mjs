/** The licences of the packages whose code is in the bundle. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the package that a module belongs to; undefined for our modules and the bundler's. */
function packageFolder(id) {
  return /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1];
}

/** @throws where a package has no licence file: its code must not be handed on without. */
function noticeOf(folder) {
  const { name, version, license, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^(?:licen[cs]e|copying)[-\w]*(?:\.\w+)?$/i.test(one));
  if (file === undefined) throw new Error(`${name}: expected a licence file in the package, got none`);
  const head = [`${name} ${version} (${license})`, ...(homepage === undefined ? [] : [homepage])].join('\n');
  return `${head}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}

/** @param modules paths of all modules in the bundle. */
export function bundleLicences(modules) {
  const folders = [...new Set(modules.map(packageFolder).filter((folder) => folder !== undefined))].toSorted();
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return `The files in this folder contain code of these packages, under these licences.\n${rule}${folders.map(noticeOf).join(rule)}`;
}
