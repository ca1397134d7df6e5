/**
 * Which forward pass a proxy reads. The shared pass is that of ePADS: the run's images and noisy copies of them in one batch, weights by the
 * run's init, batch statistics joint. All proxies can read it, so that any number of them costs one pass. The price is that those whose
 * papers use other inputs or weights deviate from them; `pass=own` gives each the pass of its paper, at the cost of running it separately.
 */
import type { Pass } from '../runtime/passes/types.js';
import { keepInit } from '../runtime/weights/definitions.js';
import type { ProxyContext } from './types.js';

export const sharedPass: Pass = { draw: 0, input: { kind: 'noisy-copies', sigma: 1 }, norm: 'joint' };

/** The run's images alone, in training mode: what most papers do. */
export const imagesPass: Pass = { draw: 0, input: { kind: 'images' }, norm: 'joint' };

/** The option of every proxy that can read a separate pass. */
export const passOption = {
  kind: 'choice',
  default: 'auto',
  choices: ['auto', 'shared', 'own'],
  help: "shared: one forward pass for all proxies; own: the inputs and weights of the proxy's paper; auto: shared, but own with init reference",
} as const;

export type PassOption = (typeof passOption)['choices'][number];

/** Whether the proxy reads a separate pass. */
export function isOwnPass(option: PassOption, { init }: ProxyContext): boolean {
  return option === 'own' || (option === 'auto' && init === 'reference');
}

/** The paper's initialisation, which the reference's deterministic weights, and those a model came with, replace. */
export function paperInit(init: string, context: ProxyContext): { readonly init?: string } {
  return context.init === 'reference' || context.init === keepInit ? {} : { init };
}

/** The pass of each of several draws. */
export function draws(pass: Pass, repeats: number): Pass[] {
  return Array.from({ length: repeats }, (_, draw) => ({ ...pass, draw }));
}

/**
 * The option of proxies that read the signs of activations. Papers define them on ReLUs, whose signs are the linear region of an input; GELU, SiLU
 * and hard swish are positive where their input is, and are read in the same way on request (as Serianni & Kalita, ACL 2023, read BERT's GELU).
 */
export const activationsOption = {
  kind: 'choice',
  default: 'relu',
  choices: ['relu', 'smooth'],
  help: 'relu: ReLU and its variants alone (papers); smooth: GELU, SiLU and hard swish too',
} as const;

export type ActivationsOption = (typeof activationsOption)['choices'][number];

/** What the proxies read. */
export const activationInputs = { relu: 'rectifier-inputs', smooth: 'bend-inputs' } as const;

/** The option of proxies that average over several draws of weights and noise. */
export function repeatsOption(paper: number) {
  return {
    kind: 'integer',
    default: 1,
    min: 1,
    max: 1000,
    help: `draws of weights and noise to average over (paper: ${paper})`,
  } as const;
}
