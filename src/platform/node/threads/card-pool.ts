/**
 * Processes that share a card. Threads cannot: two threads of one process that run networks by WebGPU end it (ONNX Runtime 1.30). One process draws
 * weights and writes models while another has the card.
 */
import type { DataRecipe, SharedData } from '../../../engine/data/source.js';
import { createProcessRunner, type ProcessRunner } from '../queue/process-runner.js';
import type { SentSetup } from './sent-evaluator.js';

/** Networks at once on a card, unless the user says otherwise. */
export const cardWorkers = 2;

/** @param setup for `workers` processes, which start when they are needed. */
export function createCardPool(setup: Omit<SentSetup, 'threads'>, workers: number): ProcessRunner {
  return createProcessRunner({ ...setup, data: unshared(setup.data), threads: workers });
}

/** Memory that threads share cannot be sent to a process: copies of the arrays. */
function unshared({ recipe, prepared, ...rest }: SharedData): SharedData {
  return { ...rest, recipe: copied(recipe), prepared: prepared.map((images) => ({ ...images, values: images.values.slice() })) };
}

function copied(recipe: DataRecipe): DataRecipe {
  if (recipe.kind === 'cifar10') return { ...recipe, records: recipe.records.slice() };
  if (recipe.kind === 'folder' && recipe.labels !== undefined) return { ...recipe, labels: recipe.labels.slice() };
  return recipe;
}
