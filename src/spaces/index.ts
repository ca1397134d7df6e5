import { parameter } from '../core/errors.js';
import { checkParameter } from '../core/schema/check-request.js';
import { text } from '../core/schema/fields.js';
import { parseSpec, resolveOptions } from '../core/options.js';
import { unknownName } from '../core/suggest.js';
import { anyNetSpaces } from './anynet/anynet.js';
import { autoformer } from './autoformer/autoformer.js';
import { flexibert } from './flexibert/flexibert.js';
import { ofaMobilenet } from './mobile/ofa-mobilenet.js';
import { zenMobilenet } from './mobile/zen-mobilenet.js';
import { nasBench101 } from './nas-bench-101/nas-bench-101.js';
import { nasBench201 } from './nas-bench-201.js';
import { nasBench201Supernet } from './nas-bench-201-supernet.js';
import { darts, nasBench301 } from './nasnet-cells/darts.js';
import { nasBenchMacro } from './nas-bench-macro.js';
import { natsBenchSize } from './nats-bench-size.js';
import { nasBenchNlp } from './nlp/nas-bench-nlp.js';
import { ndsSpaces } from './nasnet-cells/nds.js';
import { transnasMacro } from './transnas/macro.js';
import { transnasMicro } from './transnas/micro.js';
import type { SearchSpace, SpaceDefinition } from './types.js';

/** Every built-in space. A new one adds its line here. */
export const spaces: readonly SpaceDefinition[] = [
  nasBench101,
  nasBench201,
  nasBench201Supernet,
  natsBenchSize,
  darts,
  nasBench301,
  transnasMicro,
  transnasMacro,
  nasBenchMacro,
  ...ndsSpaces,
  ...anyNetSpaces,
  zenMobilenet,
  ofaMobilenet,
  autoformer,
  nasBenchNlp,
  flexibert,
];

/** Ids of earlier versions. */
const renamed = { 'nas-bench-201-whole': 'nas-bench-201-supernet' };

/**
 * The space a spec such as `nas-bench-201:C=4:N=1` names.
 * @param known the spaces to look in; by default, the built-in spaces.
 * @throws a usage error that suggests the nearest name.
 */
export function openSpace(spec: string, known: readonly SpaceDefinition[] = spaces): SearchSpace {
  checkParameter('space', text, spec);
  const { id, options } = parseSpec(spec, 'space');
  const definition = known.find((space) => space.id === id);
  if (definition === undefined)
    throw unknownName(
      parameter('space'),
      'space',
      id,
      known.map((space) => space.id),
      renamed,
    );
  return definition.create(resolveOptions(`space ${id}`, definition.options, options));
}
