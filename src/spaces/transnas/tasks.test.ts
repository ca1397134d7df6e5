import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../arch/canonical.js';
import { countCost } from '../../arch/cost.js';
import { inferShapes } from '../../arch/infer.js';
import type { Architecture } from '../../arch/types.js';
import { checkArchitecture } from '../../arch/validate.js';
import { openSpace } from '../index.js';

const spaceOf = (code: string): string => (code.endsWith('-basic') ? 'transnas-macro' : 'transnas-micro');

function build(code: string, options: string): Architecture {
  const space = openSpace(`${spaceOf(code)}:${options}`);
  return space.build(space.decode(code));
}

/** Code, task, params and the output's shape, as `python3 scripts/count-transnas.py` prints them from the benchmark's code; 3 to 6 halvings. */
const counted = [
  ['64-41414-1_32_031', 'class_scene', 14_871_887, [1, 47]],
  ['64-41414-1_32_031', 'class_object', 14_886_251, [1, 75]],
  ['64-41414-1_32_031', 'room_layout', 14_852_393, [1, 9]],
  ['64-41414-1_32_031', 'jigsaw', 19_456_776, [1, 1000]],
  ['64-41414-1_32_031', 'segmentsemantic', 25_871_953, [1, 17, 256, 256]],
  ['64-41414-1_32_031', 'normal', 37_719_635, [1, 3, 256, 256]],
  ['64-41414-1_32_031', 'autoencoder', 37_719_635, [1, 3, 256, 256]],
  ['64-4231-basic', 'class_scene', 7_445_583, [1, 47]],
  ['64-4231-basic', 'class_object', 7_452_779, [1, 75]],
  ['64-4231-basic', 'room_layout', 7_435_817, [1, 9]],
  ['64-4231-basic', 'jigsaw', 9_738_504, [1, 1000]],
  ['64-4231-basic', 'segmentsemantic', 16_098_385, [1, 17, 256, 256]],
  ['64-4231-basic', 'normal', 27_946_067, [1, 3, 256, 256]],
  ['64-4231-basic', 'autoencoder', 27_946_067, [1, 3, 256, 256]],
  ['64-1124-basic', 'class_scene', 2_952_783, [1, 47]],
  ['64-1124-basic', 'class_object', 2_959_979, [1, 75]],
  ['64-1124-basic', 'room_layout', 2_943_017, [1, 9]],
  ['64-1124-basic', 'jigsaw', 5_245_704, [1, 1000]],
  ['64-1124-basic', 'segmentsemantic', 11_605_585, [1, 17, 256, 256]],
  ['64-1124-basic', 'normal', 23_453_267, [1, 3, 256, 256]],
  ['64-1124-basic', 'autoencoder', 23_453_267, [1, 3, 256, 256]],
  ['64-444311-basic', 'class_scene', 39_649_615, [1, 47]],
  ['64-444311-basic', 'class_object', 39_663_979, [1, 75]],
  ['64-444311-basic', 'room_layout', 39_630_121, [1, 9]],
  ['64-444311-basic', 'jigsaw', 44_234_504, [1, 1000]],
  ['64-444311-basic', 'segmentsemantic', 50_649_681, [1, 17, 256, 256]],
  ['64-444311-basic', 'normal', 62_497_363, [1, 3, 256, 256]],
  ['64-444311-basic', 'autoencoder', 62_497_363, [1, 3, 256, 256]],
] as const;

describe("TransNAS-Bench-101's tasks", () => {
  it.each(counted)('%s with the decoder of %s has the params and output of the public code', (code, task, params, output) => {
    const network = build(code, `task=${task}`);
    checkArchitecture(network);
    expect(countCost(network).params).toBe(params);
    expect(network.outputs.map((id) => inferShapes(network).get(id))).toEqual([output]);
    expect(
      openSpace(`${spaceOf(code)}:task=${task}`).cost?.(openSpace(spaceOf(code)).decode(code)) ?? countCost(network),
    ).toEqual(countCost(network));
  });

  it('changes nothing where no task is named', () => {
    const [code] = counted[0];
    expect(canonicalHash(build(code, 'task=classifier'))).toBe(canonicalHash(build(code, 'classes=63')));
    expect(canonicalHash(build(code, 'task=class_scene'))).toBe(canonicalHash(build(code, 'classes=47')));
  });

  it('runs jigsaw nine times through one backbone: weights once, work nine times', () => {
    const code = '64-4231-basic';
    const head = { params: 9 * 256 * 1000 + 1000, macs: 9 * 256 * 1000 + 1000 };
    const one = countCost(build(code, 'classes=1:size=64'));
    const nine = countCost(build(code, 'task=jigsaw'));
    expect(nine.params - head.params).toBe(one.params - 257);
    expect(nine.macs - head.macs).toBe(9 * (one.macs - 257));
  });

  it('takes sizes that an output of pixels can have', () => {
    expect(() => openSpace('transnas-micro:task=normal:size=48')).toThrow(
      'space transnas-micro: expected size to be a multiple of 32 for task=normal, got "48"',
    );
    expect(() => openSpace('transnas-macro:task=segmentsemantic:size=96')).toThrow('multiple of 64');
    expect(() => openSpace('transnas-macro:task=class_object:size=96')).not.toThrow();
    expect(() => openSpace('transnas-macro:task=normals')).toThrow('did you mean "normal"?');
  });
});
