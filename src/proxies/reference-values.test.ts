import { describe, expect, it } from 'vitest';
import { levelOfText } from '../engine/plan.js';
import type { Evaluation } from '../engine/types.js';
import { referenceRuntime } from '../runtime/reference/reference-runtime.js';
import { proxies } from './index.js';
import { expectLayers, layerProbes } from '../../test/reference-layers.js';
import { readReference, referenceEvaluator, type ReferenceFile, type ReferenceValues } from '../../test/reference-values.js';

/** Each proxy's spec and the value it must have; `exact`: a count, or the logarithm of one. */
const expected: readonly {
  readonly proxy: string;
  readonly of: (values: ReferenceValues) => number | null;
  readonly paths: readonly string[];
  readonly exact?: true;
  /** A logarithm near zero: an error of its argument moves it by an absolute amount, whose relative size says nothing. */
  readonly isLogarithm?: true;
  /** How much more float32 may move it here than there: another rounding turns other ReLUs over. */
  readonly slack?: number;
}[] = [
  { proxy: 'epads', of: ({ epads }) => epads.value, paths: ['epads.value'], exact: true },
  { proxy: 'naswot', of: ({ naswot }) => naswot.value, paths: ['naswot.value'], exact: true },
  { proxy: 'nwot', of: ({ naswot }) => naswot.value, paths: ['naswot.value'], exact: true },
  { proxy: 'naswot:relus=live', of: ({ naswot }) => naswot.valueLive, paths: ['naswot.valueLive'], exact: true },
  { proxy: 'layerwise-naswot', of: ({ naswot }) => naswot.sumPerConv, paths: ['naswot.sumPerConv'], exact: true },
  { proxy: 'layerwise-naswot:of=relu', of: ({ naswot }) => naswot.sumPerRelu, paths: ['naswot.sumPerRelu'], exact: true },
  { proxy: 'swap', of: ({ swap }) => swap.S16, paths: [], exact: true },
  { proxy: 'swap:images=8', of: ({ swap }) => swap.S8, paths: [], exact: true },
  { proxy: 'zen', of: ({ zen }) => zen.value, paths: ['zen.value'], isLogarithm: true },
  { proxy: 'meco', of: ({ meco }) => meco.noise64.value, paths: ['meco.noise64.value'] },
  { proxy: 'meco:input=image', of: ({ meco }) => meco.image0.value, paths: ['meco.image0.value'] },
  { proxy: 'az-expressivity', of: ({ az }) => az.expressivity, paths: ['az.expressivity'] },
  { proxy: 'az-progressivity', of: ({ az }) => az.progressivity, paths: ['az.progressivity'] },
  { proxy: 'synflow', of: ({ synflow }) => synflow.value, paths: ['synflow.value'] },
  { proxy: 'logsynflow', of: ({ synflow }) => synflow.log, paths: ['synflow.log'] },
  { proxy: 'l2-norm', of: ({ l2_norm }) => l2_norm.value, paths: ['l2_norm.value'] },
  { proxy: 'az-trainability', of: ({ az }) => az.trainability, paths: ['az.trainability'], slack: 2 },
  { proxy: 'grad-norm', of: (values) => values.grad_norm.value, paths: ['grad_norm.value'] },
  { proxy: 'snip', of: ({ snip }) => snip.value, paths: ['snip.value'] },
  { proxy: 'fisher', of: ({ fisher }) => fisher.value, paths: ['fisher.value'] },
  { proxy: 'fisher:per=channel', of: ({ fisher }) => fisher.unbroadcast, paths: ['fisher.unbroadcast'] },
  { proxy: 'plain', of: ({ plain }) => plain.value, paths: ['plain.value'] },
  { proxy: 'jacob-cov', of: (values) => values.jacob_cov.value, paths: ['jacob_cov.value'] },
  { proxy: 'epe', of: ({ epe }) => epe.value, paths: ['epe.value'] },
  { proxy: 'zico', of: ({ zico }) => zico.value, paths: ['zico.value'] },
  { proxy: 'gradsign', of: ({ gradsign }) => gradsign.sum, paths: ['gradsign.sum'] },
  { proxy: 'gradsign:per=weight', of: ({ gradsign }) => gradsign.mean, paths: ['gradsign.mean'] },
  { proxy: 'ntk', of: ({ ntk }) => ntk.cond, paths: ['ntk.cond'] },
  { proxy: 'wrcor', of: ({ wrcor }) => wrcor.weighted, paths: ['wrcor.weighted'] },
  { proxy: 'wrcor:weights=equal', of: ({ wrcor }) => wrcor.actGrad, paths: ['wrcor.actGrad'] },
  { proxy: 'wrcor:weights=equal:of=activations', of: ({ wrcor }) => wrcor.act, paths: ['wrcor.act'] },
  { proxy: 'wrcor:weights=equal:of=gradients', of: ({ wrcor }) => wrcor.grad, paths: ['wrcor.grad'] },
  { proxy: 'grasp', of: ({ grasp }) => grasp.value, paths: ['grasp.value'] },
  { proxy: 'vkdnw:count=none', of: ({ vkdnw }) => vkdnw.entropy, paths: ['vkdnw.entropy'] },
];
const specs = expected.map(({ proxy }) => proxy);

/** Evaluates each cell once: what each layer adds to a score is read of the same passes. @returns the scores of all proxies and layers. */
function evaluateOnce(file: ReferenceFile): (arch: string) => Promise<Evaluation> {
  const evaluator = referenceEvaluator(file, [...specs, ...layerProbes.map(({ id }) => id)], { extra: layerProbes });
  const evaluated = new Map<string, Promise<Evaluation>>();
  return (arch) => {
    const one = evaluated.get(arch) ?? Promise.resolve(evaluator.evaluate({ candidate: arch }));
    evaluated.set(arch, one);
    return one;
  };
}

const notHere = (): Promise<never> => Promise.reject(new Error('the reference is not here'));
const tiny = readReference('tiny');
const full = readReference('full');

describe.skipIf(tiny === undefined)('reference values of tiny networks', () => {
  const file = tiny as NonNullable<typeof tiny>;
  const evaluate = tiny === undefined ? notHere : evaluateOnce(tiny);

  it.each(file?.cells ?? [])('in double precision: $label', async ({ arch, values }) => {
    // Gradients in double precision take a minute a cell: the gradients themselves are tested in runtime/reference/backward.
    const activations = specs.filter((proxy) => !/synflow|l2/.test(proxy) && levelOfText(proxy, proxies) !== 'gradients');
    const { scores } = await referenceEvaluator(file, activations, { runtime: referenceRuntime }).evaluate({ candidate: arch });
    for (const { proxy, of, exact } of expected.filter((own) => activations.includes(own.proxy))) {
      const score = scores[proxy];
      const wanted = of(values);
      if (wanted === null || !score.ok) expect({ proxy, ...score }).toMatchObject({ proxy, ok: wanted !== null });
      else
        expect(
          Math.abs(score.value - wanted) / Math.max(1e-3, Math.abs(wanted)),
          `${proxy} ${score.value} ${wanted}`,
        ).toBeLessThan(exact === true ? 1e-12 : 1e-7);
    }
  });

  describe.each([undefined, 'wasm'] as const)('on ONNX Runtime, backend %s', (backend) => {
    it.each(file?.cells ?? [])('$label', async ({ arch, values, label }) => {
      // WebAssembly takes its time: gradients there are tested on one cell.
      const asked =
        backend === undefined || label.startsWith('mixed')
          ? specs
          : specs.filter((proxy) => levelOfText(proxy, proxies) !== 'gradients');
      const { scores } =
        backend === undefined
          ? await evaluate(arch)
          : await referenceEvaluator(file, asked, { backend }).evaluate({ candidate: arch });
      for (const { proxy, of, exact, paths } of expected.filter((own) => asked.includes(own.proxy))) {
        const score = scores[proxy];
        const wanted = of(values);
        // ZiCo divides by differences of nearly equal gradients: float32 moves it by more.
        const tolerance = Math.max(1e-4, ...paths.map((path) => 5 * (file.float32MaxRel[path] ?? 0)));
        if (wanted === null || !score.ok) expect({ proxy, ...score }).toMatchObject({ proxy, ok: wanted !== null });
        else
          expect(
            Math.abs(score.value - wanted) / Math.max(1e-3, Math.abs(wanted)),
            `${proxy} ${score.value} ${wanted}`,
          ).toBeLessThan(exact === true ? 1e-12 : tolerance);
      }
    });
  });

  it.each(file?.cells ?? [])('layer by layer on ONNX Runtime: $label', async (cell) => {
    expectLayers(file, cell, (await evaluate(cell.arch)).scores);
  });
});

describe.skipIf(full === undefined)('reference values of full networks', () => {
  const file = full as NonNullable<typeof full>;
  const evaluate = full === undefined ? notHere : evaluateOnce(full);

  it.each(file?.cells ?? [])('layer by layer on ONNX Runtime: $label', async (cell) => {
    expectLayers(file, cell, (await evaluate(cell.arch)).scores);
  });

  it.each(file?.cells ?? [])('on ONNX Runtime: $label', async ({ arch, values }) => {
    const { scores } = await evaluate(arch);
    for (const { proxy, of, paths, isLogarithm, slack = 1 } of expected) {
      const score = scores[proxy];
      const wanted = of(values);
      if (wanted === null || !score.ok) expect({ proxy, ...score }).toMatchObject({ proxy, ok: wanted !== null });
      else {
        const tolerance = slack * 5 * Math.max(1e-6, ...paths.map((path) => file.float32MaxRel[path] ?? 0));
        const size = isLogarithm === true ? Math.max(1, Math.abs(wanted)) : Math.abs(wanted);
        expect(Math.abs(score.value - wanted) / size, `${proxy} ${score.value} ${wanted}`).toBeLessThan(tolerance);
      }
    }
  });
});
