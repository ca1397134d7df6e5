/**
 * The runner of a run whose jobs go to workers on other machines. It sends jobs in calls of some tenths of a second; what comes back is in the order of the
 * calls, so that nothing depends on who worked on what. A job has the same id wherever it is asked for: what it computes, the proxies and the settings.
 */
import { appendFileSync } from 'node:fs';
import { must } from '../../../core/must.js';
import { plural } from '../../../core/plural.js';
import { version } from '../../../core/version.js';
import { canonicalOf } from '../../../engine/deduplicate.js';
import type { SharedData } from '../../../engine/data/source.js';
import { candidateName } from '../../../engine/candidate-view.js';
import { valueOf } from '../../../engine/remote/messages.js';
import type { ResolvedPlan } from '../../../engine/plan.js';
import type { Evaluation, Job, Maker, Runner } from '../../../engine/types.js';
import { writing } from '../files/files.js';
import { machineName, readWorkers, startAnnouncing } from './announcements.js';
import { callSizesFor } from './call-sizes.js';
import { readReply, type SentJob } from './messages.js';
import { createNotices } from './notices.js';
import { openBroker } from './open-broker.js';
import { forgetRun, misfit, queueName } from './queued-run.js';
import { digestOf, keepFile, packSetup, plainName, setupDigest, type FilesByDigest } from './setup.js';
import { createWantedJobs } from './wanted-jobs.js';
import { renewalSeconds } from './types.js';

/** Where jobs go, and what is said of it. */
export interface QueueOptions {
  /** `redis://host:6379` or `postgres://host/database`. */
  readonly address: string;
  /** Workers with another engine may help; their last digits may differ. */
  readonly mixEngines?: boolean;
  /** A file for who scored what: one line an architecture. */
  readonly makers?: string;
  /** One line for the user. */
  readonly onNotice?: (line: string) => void;
}

export interface QueueRunner extends Runner {
  close(): Promise<void>;
}

interface RunnerOptions extends QueueOptions {
  readonly resolved: ResolvedPlan;
  readonly data: SharedData;
  /** The engine of this machine. */
  readonly engine: string;
}

/** Milliseconds without a worker after which the user hears of it. */
const lonely = 4000;

/** @throws a usage error for an address that is none, or a server that does not answer. */
export async function openQueueRunner(options: RunnerOptions): Promise<QueueRunner> {
  const { resolved, data, engine, mixEngines: isMixed = false, makers, onNotice = () => undefined } = options;
  const broker = await openBroker(options.address, { onNotice });
  const { shown, shelf } = broker;
  const { setup, files } = await packSetup(resolved, data, { engine, isMixed });
  const digest = setupDigest(setup);
  const wanted = createWantedJobs(() => jobs);
  const jobs = await broker.openJobs(queueName(digest), (id, state) => wanted.onEnded(id, state));
  await putMissing(files);
  const note = JSON.stringify({ machine: machineName, assay: version, setup });
  const announcer = await startAnnouncing(shelf, 'run', `${digest}.`, () => note);
  const made = new Map<string, number>();
  /** Since when there may be no worker: the start, or the last time that the server came back. */
  let aloneSince = performance.now();
  let slots = 0;
  let isClosed = false;

  async function putMissing(some: FilesByDigest): Promise<void> {
    const all = [...some];
    const there = await shelf.renew(all.map(([name]) => name));
    for (const [i, [name, bytes]] of all.entries()) if (!there[i]) await shelf.putFile(name, bytes());
  }
  const sayOnce = createNotices(shown, onNotice);
  const countSlots = async (): Promise<void> => {
    const asked = performance.now();
    const workers = await readWorkers(shelf).catch(() => undefined);
    // Workers that a server forgot while it was away say again that they are there.
    if (workers === undefined || performance.now() - asked > lonely / 4) aloneSince = performance.now();
    if (workers === undefined) return;
    const fitting = workers.filter((worker) => {
      const reason = misfit(setup, worker);
      if (reason !== undefined) sayOnce(`the worker on ${worker.machine} does not help: ${reason}`);
      return reason === undefined;
    });
    slots = fitting.reduce((sum, worker) => sum + worker.slots, 0);
    if (slots === 0 && wanted.open > 0 && performance.now() - aloneSince > lonely)
      sayOnce(`no worker is there yet: start some, on any machine that reaches it`);
  };
  const watch = setInterval(() => void countSlots(), 500);
  const share = setInterval(() => void putMissing(files).catch(() => undefined), renewalSeconds * 1000);
  watch.unref();
  share.unref();
  await countSlots();

  const models = new Map<string, ReturnType<typeof keepFile>>();
  /** Sends a model's file and those beside it. */
  const shareModel = async (path: string): ReturnType<typeof keepFile> => {
    const own: FilesByDigest = new Map();
    const kept = await keepFile(path, own);
    for (const [name, bytes] of own) files.set(name, bytes);
    await putMissing(own);
    return kept;
  };

  const send = async (job: Job): Promise<SentJob> => {
    const { candidate, proxies, name } = job;
    const rest = {
      ...(proxies === undefined ? {} : { proxies: [...proxies] }),
      ...(name === undefined ? {} : { name }),
    };
    if (typeof candidate === 'string' || !('weights' in candidate)) return { candidate, ...rest };
    const { architecture, weights: path } = candidate;
    let own = models.get(path);
    if (own === undefined) models.set(path, (own = shareModel(path)));
    const { digest: weights, beside } = await own;
    return {
      candidate: { architecture, weights, name: plainName(path), ...(beside === undefined ? {} : { beside }) },
      ...rest,
    };
  };
  const keyOf = (job: Job, sent: SentJob): unknown => {
    const texts = job.proxies ?? resolved.plan.proxies;
    const isShared = resolved.proxies.every(({ text, proxy }) => !texts.includes(text) || proxy.sharedByCanonical);
    const form = isShared ? canonicalOf(resolved, job.candidate, job.known) : undefined;
    return [form === undefined ? sent.candidate : { form }, texts];
  };
  const record = (asked: readonly Job[], by: Maker): void => {
    const who = `${by.machine}, ${by.engine}`;
    made.set(who, (made.get(who) ?? 0) + asked.length);
    if (makers === undefined) return;
    const lines = asked.map((job) => {
      const fields = [
        job.name ?? candidateName(job.candidate),
        (job.proxies ?? resolved.plan.proxies).join(','),
        by.machine,
        by.engine,
      ];
      return `${fields.map((field) => field.replace(/[\t\r\n]/g, ' ')).join('\t')}\n`;
    });
    writing(makers, 'room for another line', () => appendFileSync(makers, lines.join('')));
  };
  return {
    get concurrency() {
      return Math.max(1, slots);
    },
    get callSizes() {
      return callSizesFor(slots);
    },
    async run(asked, signal): Promise<readonly Evaluation[]> {
      signal?.throwIfAborted();
      if (asked.length === 0) return [];
      const sent: SentJob[] = [];
      for (const job of asked) sent.push(await send(job));
      const id = `j${digestOf(JSON.stringify(asked.map((job, i) => keyOf(job, must(sent[i], 'a job that is sent'))))).slice(0, 32)}`;
      const { reply, by } = readReply(await wanted.ask(id, { jobs: sent }, signal), asked.length);
      const evaluations = valueOf(reply);
      record(asked, by);
      return evaluations.map((evaluation) => ({ ...evaluation, by }));
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(watch);
      clearInterval(share);
      const isAway = new Promise((resolve) => setTimeout(resolve, 2000).unref());
      const leave = async (): Promise<void> => {
        await wanted.close();
        await announcer.stop();
        await forgetRun(broker, digest);
      };
      await Promise.race([leave().catch(() => undefined), isAway]);
      await Promise.race([jobs.close(), isAway]);
      await broker.close();
      for (const [who, count] of made) onNotice(`queue ${shown}: ${plural(count, 'evaluation')} by ${who}`);
    },
  };
}
