/** What people should know of the proxies of a plan: their notes, those for its space, and whether labels were drawn. */
import type { ScoreSettings } from '../evidence/types.js';
import { drawsLabels } from './data/spec.js';
import type { ResolvedPlan, ResolvedProxy } from './plan.js';
import { proxyNeeds } from './proxy-needs.js';

/** That a proxy reads labels which the plan's images do not have. */
function labelsNote({ proxy, requests }: ResolvedProxy, { plan }: ResolvedPlan): string | undefined {
  const { reads } = proxyNeeds(proxy, requests);
  return reads.split(', ').includes('labels') && drawsLabels(plan.data)
    ? `its labels are drawn, because ${plan.data} has none`
    : undefined;
}

const settingNames: { readonly [setting in keyof ScoreSettings]-?: string } = {
  data: 'data',
  batch: 'batch',
  imageSize: 'image size',
  seed: 'seed',
  init: 'init',
};

/** That a proxy learned from scores which were computed otherwise than this plan does. */
function learnedNote({ proxy: { learnedWith } }: ResolvedProxy, { plan }: ResolvedPlan): string | undefined {
  if (learnedWith === undefined) return undefined;
  const names = Object.keys(settingNames) as (keyof typeof settingNames)[];
  const other = names.filter((name) => learnedWith[name] !== plan[name]);
  if (other.length === 0) return undefined;
  const list = (from: Partial<typeof learnedWith>): string =>
    other.map((name) => `${settingNames[name]} ${from[name] ?? 'default'}`).join(', ');
  return `it learned from scores with ${list(learnedWith)}; this run has ${list(plan)}`;
}

/** The notes of one proxy of a plan as one text; undefined if there are none. */
export function noteOf(own: ResolvedProxy, resolved: ResolvedPlan): string | undefined {
  const { note, noteOn } = own.proxy;
  const concerns = noteOn !== undefined && resolved.space?.properties?.[noteOn.property] !== undefined;
  const notes = [note, concerns ? noteOn.note : undefined, labelsNote(own, resolved), learnedNote(own, resolved)].filter(
    (text) => text !== undefined,
  );
  return notes.length === 0 ? undefined : notes.join('; ');
}

/** One line for each proxy with notes: `zico: its labels are drawn, because ramp has none`. */
export function proxyNotes(resolved: ResolvedPlan): string[] {
  return noteLines(resolved, noteOf);
}

/** One line for each proxy whose labels are drawn. */
export function drawnLabelNotes(resolved: ResolvedPlan): string[] {
  return noteLines(resolved, labelsNote);
}

function noteLines(resolved: ResolvedPlan, find: typeof noteOf): string[] {
  return resolved.proxies.flatMap((own) => {
    const note = find(own, resolved);
    return note === undefined ? [] : [`${own.proxy.id}: ${note}`];
  });
}
