import type { ScanBlock, ScanResult, ScanRunner } from './types.js';

/** Scans in this thread, a block a turn. */
export function createLocalScanRunner(scan: (block: ScanBlock) => ScanResult): ScanRunner {
  let last: Promise<unknown> = Promise.resolve();
  let call = 0;
  return {
    concurrency: 1,
    run(block) {
      const mine = call;
      const result = last.then(() => (mine === call ? scan(block) : new Promise<never>(() => undefined)));
      last = result.catch(() => undefined);
      return result;
    },
    forget() {
      call++;
      last = Promise.resolve();
    },
  };
}
