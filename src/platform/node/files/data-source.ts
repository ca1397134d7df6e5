/** Opens a data spec: reads the files it names and makes the images that are needed, in memory that workers share. */
import { requireText } from '../../../core/require-shape.js';
import { createHash } from 'node:crypto';
import { closeSync, opendirSync, openSync, statSync } from 'node:fs';
import { checkCifar10 } from '../../../engine/data/cifar10.js';
import { isWithinMemory, makeImages, type DataRecipe, type SharedData } from '../../../engine/data/source.js';
import { parseDataSpec } from '../../../engine/data/spec.js';
import type { ImageNeeds } from '../../../engine/plan.js';
import type { Images } from '../../../engine/types.js';
import { quote } from '../../../core/errors.js';
import { readBytes, reading } from './files.js';
import { pictureImages, pictureLabels } from './data-source-pictures.js';

/** Checks that what a data spec names is there, for a plan that reads no image of it. @throws a usage error for an invalid spec, a data error. */
export function requireDataFiles(text: string): void {
  const where = `data ${text}`;
  const spec = parseDataSpec(text);
  if (spec.kind === 'folder') reading(where, 'a folder of pictures', () => opendirSync(spec.path).closeSync());
  if (spec.kind !== 'cifar10') return;
  const { path } = spec;
  reading(where, `a readable file at ${quote(path, 200)}`, () => {
    const found = statSync(path);
    if (found.isDirectory()) readBytes(where, path);
    // Opening a pipe would wait for its writer.
    if (found.isFile()) closeSync(openSync(path, 'r'));
  });
}

/**
 * Opens images for proxies: reads the files that a spec names, and prepares what is needed.
 * @param seed of `noise`.
 * @param needs images to make now, so that too few or unsuitable ones are one error before any work; without counts no file is opened.
 * @throws a usage error for an invalid spec, a data error for files that are missing, truncated or too short.
 */
export async function openData(text: string, seed: number, needs: ImageNeeds): Promise<SharedData> {
  requireText('data', text);
  const where = `data ${text}`;
  const spec = parseDataSpec(text);
  switch (spec.kind) {
    case 'ramp':
      return prepare(where, text, { kind: 'ramp' }, needs);
    case 'noise':
      return prepare(where, text, { kind: 'noise', seed }, needs);
    case 'cifar10': {
      if (needs.counts.length === 0) return { text, recipe: { kind: 'cifar10', records: new Uint8Array() }, prepared: [] };
      const records = readBytes(where, spec.path);
      checkCifar10(where, records);
      const shared = new Uint8Array(new SharedArrayBuffer(records.length));
      shared.set(records);
      return { ...prepare(where, text, { kind: 'cifar10', records: shared }, needs), digest: digestOf([records]) };
    }
    case 'folder': {
      const prepared: Images[] = [];
      for (const { count, shape } of pairs(needs))
        prepared.push(shareImages(await pictureImages(where, spec.path, count, shape)));
      const labels = prepared.length === 0 ? undefined : pictureLabels(where, spec.path);
      return {
        text,
        recipe: { kind: 'folder', ...(labels === undefined ? {} : { labels }) },
        prepared,
        ...(prepared.length === 0
          ? {}
          : { digest: digestOf([...prepared.map(({ values }) => values), ...(labels === undefined ? [] : [labels])]) }),
      };
    }
    default:
      return spec satisfies never;
  }
}

function prepare(where: string, text: string, recipe: DataRecipe, needs: ImageNeeds): SharedData {
  return {
    text,
    recipe,
    prepared: pairs(needs).map(({ count, shape }) => {
      const images = makeImages(where, recipe, count, shape, allocateShared);
      // Those of a ramp are made, in shared memory, when something reads them.
      return images.levels === undefined ? shareImages(images) : images;
    }),
  };
}

function pairs({ counts, shapes }: ImageNeeds): { readonly count: number; readonly shape: readonly number[] }[] {
  // Images that need too much memory are refused when they are requested, as the reason of one architecture.
  return shapes.flatMap((shape) => counts.flatMap((count) => (isWithinMemory(count, shape) ? [{ count, shape }] : [])));
}

const allocateShared = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * length));

/** The same images in shared memory, which workers read without a copy. */
function shareImages(images: Images): Images {
  const { values } = images;
  if (values.buffer instanceof SharedArrayBuffer) return images;
  const shared = allocateShared(values.length);
  shared.set(values);
  return { ...images, values: shared };
}

function digestOf(parts: readonly NodeJS.ArrayBufferView[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
}
