import type { Architecture } from '../src/arch/types.js';
import type { Evidence } from '../src/evidence/types.js';
import type { OneChannelRuntime } from '../src/runtime/one-channel/runtime.js';
import type { Images } from '../src/runtime/images.js';

/** Evidence that runs constant requests on the spot, one by one. */
export function constantEvidence(runtime: OneChannelRuntime, architecture: Architecture, images: Images): Evidence {
  return {
    get(request) {
      if (request.kind !== 'constant') throw new Error(`only constant evidence here, not ${request.kind}`);
      return { ok: true, value: runtime.run(architecture, [request], images)[0] } as never;
    },
  };
}
