/** Reads models that a user dropped, counts them, and scores them: at once without a run, and with runs when asked. Nothing leaves this machine. */
import {
  AssayError,
  bytesSource,
  countCost,
  createLocalHost,
  describeNodes,
  devices,
  drawArchitectureSvg,
  fileKind,
  fitDevice,
  limitBounds,
  openScoring,
  parseArchitecture,
  readOnnx,
  tellingBytes,
  type Architecture,
  type Host,
  type NodeRow,
  type LimitBound,
  type Score,
} from 'assay';
import { createWorkerHost, openOrtEngine, type BrowserOrtOptions } from 'assay/browser';
import { errorLine } from '../../error-line.js';
import { answerCalls } from '../../workers/calls.js';

/** A model that was read. */
export interface ModelFacts {
  readonly name: string;
  readonly params: number;
  readonly macs: number;
  readonly inputs: readonly string[];
  readonly blocks: readonly NodeRow[];
  /** Bytes of float32 activations at the fullest moment; undefined where it cannot be counted. */
  readonly memory?: {
    readonly peakBytes: number;
    readonly node: string;
    readonly held: readonly { readonly id: string; readonly bytes: number }[];
    /** Small devices, and whether the model fits them in 8 bits. */
    readonly devices: readonly { readonly title: string; readonly fits: boolean }[];
  };
  readonly svg?: string;
  /** What was not understood, one line each. */
  readonly remarks: readonly string[];
}

/** A model in the ranking. */
export interface RankedModel {
  readonly name: string;
  /** 1 is best; left out for a model that breaks the limits. */
  readonly rank?: number;
  /** What it has of each quantity in the limits; null where that cannot be counted. */
  readonly values: { readonly [quantity: string]: number | null };
  readonly scores: { readonly [proxy: string]: Score };
}

/** All models in their order, best first. */
export interface ModelRanking {
  readonly proxies: readonly string[];
  readonly combination: string;
  /** The limits that were asked for; '' for none. */
  readonly where: string;
  /** Their bounds. */
  readonly bounds: readonly LimitBound[];
  readonly rows: readonly RankedModel[];
  readonly notes: readonly string[];
}

const models = new Map<string, Architecture>();
/** Where networks run. */
export type Backend = NonNullable<BrowserOrtOptions['backend']>;

/** Hosts whose ONNX Runtime is loaded. */
const hosts = new Map<Backend, Host>();

async function hostOf(backend: Backend): Promise<Host> {
  const known = hosts.get(backend);
  if (known !== undefined) return known;
  // Without isolation WebAssembly has no threads: several workers are the parallelism.
  const host =
    backend === 'wasm' && !globalThis.crossOriginIsolated
      ? createWorkerHost(() => new Worker(new URL('./network.worker.ts', import.meta.url), { type: 'module' }))
      : createLocalHost({ engine: await openOrtEngine({ backend }) });
  hosts.set(backend, host);
  return host;
}

/** What is used of WebGPU, which not every browser has. */
type Gpu = { readonly gpu?: { requestAdapter(): Promise<object | null> } };

/** The model of a file. @throws a line that says what the file seems to be. */
async function readModel(file: File): Promise<{ readonly architecture: Architecture; readonly remarks: readonly string[] }> {
  const head = new Uint8Array(await file.slice(0, tellingBytes).arrayBuffer());
  if (/\.json$/i.test(file.name)) return { architecture: parseArchitecture(await file.text(), file.name), remarks: [] };
  const kind = fileKind(head);
  if (kind !== undefined) throw new Error(`${file.name}: expected an .onnx model or a network as JSON, got ${kind}`);
  const source = {
    byteLength: file.size,
    slice: async (start: number, end: number) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
  };
  const { architecture, unsupported } = await readOnnx(
    file.size < 2 ** 26 ? bytesSource(await source.slice(0, file.size)) : source,
    {
      where: file.name,
      keepsForeign: true,
    },
  );
  return { architecture, remarks: unsupported.map(({ message }) => message) };
}

function memoryOf(architecture: Architecture): NonNullable<ModelFacts['memory']> | undefined {
  const [device] = devices;
  if (device === undefined) return undefined;
  const { needs, best } = fitDevice(architecture, device);
  const [eight] = needs.filter(({ bits }) => bits === 8);
  return {
    peakBytes: 4 * best.peak,
    node: best.fullest.node,
    held: best.fullest.held.slice(0, 8).map(({ id, size }) => ({ id, bytes: 4 * size })),
    devices:
      eight === undefined
        ? []
        : devices.map(({ title, flashBytes, ramBytes }) => ({
            title,
            fits: eight.flashBytes <= flashBytes && eight.peakBytes <= ramBytes,
          })),
  };
}

const calls = {
  async read(file: File): Promise<ModelFacts> {
    const { architecture, remarks } = await readModel(file);
    const notes = [...remarks];
    const attempt = <T>(what: string, work: () => T): T | undefined => {
      try {
        return work();
      } catch (error) {
        notes.push(`${what}: ${errorLine(error)}`);
        return undefined;
      }
    };
    const { params, macs } = countCost(architecture);
    const memory = attempt('memory', () => memoryOf(architecture));
    const svg = attempt('drawing', () => drawArchitectureSvg(architecture, { theme: 'inherit', title: file.name }));
    models.set(file.name, architecture);
    return {
      name: file.name,
      params,
      macs,
      inputs: architecture.inputs.map(({ id, shape }) => `${id}: ${shape.join('×')}`),
      blocks: describeNodes(architecture, { folded: true }),
      ...(memory === undefined ? {} : { memory }),
      ...(svg === undefined ? {} : { svg }),
      remarks: notes,
    };
  },
  forget(name: string): void {
    models.delete(name);
  },
  /** Whether this browser runs networks on a graphics card. */
  hasCard: async (): Promise<boolean> => ((await (navigator as Gpu).gpu?.requestAdapter().catch(() => null)) ?? null) !== null,
  /** Ranks all models that were read. @param proxies null: what needs no run. @param where limits; '' for none. */
  async rank(
    proxies: readonly string[] | null,
    backend: Backend,
    where: string,
  ): Promise<ModelRanking | { readonly wrongLimits: string } | undefined> {
    if (models.size === 0) return undefined;
    try {
      return await rankModels(proxies, backend, where);
    } catch (error) {
      if (error instanceof AssayError && error.parameter === 'where') return { wrongLimits: error.message };
      throw error;
    }
  },
};

async function rankModels(
  proxies: readonly string[] | null,
  backend: Backend,
  where: string,
): Promise<ModelRanking | { readonly wrongLimits: string }> {
  const session = await openScoring(
    {
      architectures: [...models].map(([name, candidate]) => ({ where: name, ok: true, candidate, name })),
      ...(proxies === null ? {} : { proxies }),
      ...(where === '' ? {} : { where }),
    },
    proxies === null ? createLocalHost() : await hostOf(backend),
  );
  // The scoring of a limit adds its proxy: no browser times a network as the command does.
  if (session.proxies.some((text) => /^latencyMs\b/.test(text)))
    return {
      wrongLimits:
        'expected limits on what a page can count, got latencyMs (assay score measures it, on the machine that runs the command)',
    };
  const result = await session.run();
  return {
    proxies: session.proxies,
    combination: result.ranking().combined.text,
    notes: session.notes,
    where,
    bounds: where === '' ? [] : limitBounds(where),
    rows: [...result.ranked(), ...result.broken.map((row) => ({ ...row, rank: undefined }))].map(
      ({ item, rank, evaluation, costs }) => ({
        name: item.name,
        scores: evaluation.scores,
        values: Object.fromEntries(
          Object.entries(costs.limits?.values ?? {}).map(([name, value]) => [name, Number.isNaN(value) ? null : value]),
        ),
        ...(rank === undefined ? {} : { rank }),
      }),
    ),
  };
}

export type ModelCalls = typeof calls;
answerCalls(calls);
