import type { Architecture } from '../arch/types.js';
import type { Score } from '../proxies/types.js';
import type { Host } from './host.js';
import { evaluateStream } from './stream.js';
import type { Plan } from './types.js';

/**
 * The scores of a few architectures: one row an architecture, one score a proxy of the plan. `openScoring` reads, ranks and reports as well.
 * @throws usage errors for the plan, data errors for architectures that cannot be read.
 */
export async function evaluateAll(
  plan: Plan,
  architectures: readonly (string | Architecture)[],
  host: Host,
): Promise<readonly (readonly Score[])[]> {
  const { resolved, runners, now, close } = await host.openPlan(plan);
  const rows: (readonly Score[])[] = [];
  try {
    const runner = runners.choose(plan.proxies, architectures.length);
    for await (const chunk of evaluateStream(architectures, { resolved, runner, now }))
      for (const { evaluation } of chunk) rows.push(plan.proxies.map((text) => evaluation.scores[text]));
  } finally {
    await close();
  }
  return rows;
}
