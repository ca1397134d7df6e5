import type { ResolvedPlan, ResolvedProxy } from '../../engine/plan.js';
import { noteOf } from '../../engine/proxy-notes.js';
import type { ReportProxy } from '../../report/types.js';

/** What a report shows of a proxy. */
export function reportProxy(own: ResolvedProxy, resolved: ResolvedPlan): ReportProxy {
  const { text, proxy } = own;
  const note = noteOf(own, resolved);
  return { key: text, id: proxy.id, title: proxy.title, direction: proxy.direction, ...(note === undefined ? {} : { note }) };
}
