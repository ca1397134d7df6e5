import { product, resolveAxis } from '../../arch/ops/shapes.js';
import type { BatchNormLowering, BatchNormOutput } from './batch-norm.js';
import { float, int, type GraphBuilder } from './graph-builder.js';
import type { LowerContext, LoweringFamily } from './types.js';

/** The scale and shift of a norm; ones and zeros if it has none. */
function scaleAndShift(affine: boolean, channels: number, { graph, parameter }: LowerContext): [string, string] {
  if (affine) return [parameter('scale'), parameter('shift')];
  return [
    graph.constant('float', [channels], new Array<number>(channels).fill(1)),
    graph.constant('float', [channels], new Array<number>(channels).fill(0)),
  ];
}

function reshape(graph: GraphBuilder, x: string, shape: readonly number[]): string {
  return graph.node('Reshape', [x, graph.constant('int64', [shape.length], [...shape])]);
}

/** Normalisations; how batch norm gets its statistics is the caller's choice, made node by node through `batchNorm`. */
export function normalization(
  batchNorm: BatchNormLowering,
  onBatchNorm: (output: BatchNormOutput) => void,
): LoweringFamily<'batchNorm' | 'instanceNorm' | 'groupNorm' | 'layerNorm'> {
  return {
    batchNorm({ eps, affine }, [x], context) {
      const [scale, shift] = scaleAndShift(affine, x.shape[1], context);
      const output = batchNorm({ graph: context.graph, x, scale, shift, eps });
      onBatchNorm(output);
      return output.y;
    },
    instanceNorm({ eps, affine }, [x], context) {
      return context.graph.node('InstanceNormalization', [x.name, ...scaleAndShift(affine, x.shape[1], context)], {
        epsilon: float(eps),
      });
    },
    /** ONNX has it from opset 21 only: an instance norm over the groups, then scale and shift by channel. */
    groupNorm({ groups, eps, affine }, [x], context) {
      const { graph } = context;
      const [batch, channels, ...space] = x.shape;
      const plain = [1, 0].map((value) => graph.constant('float', [groups], new Array<number>(groups).fill(value)));
      const grouped = reshape(graph, x.name, [batch, groups, (channels / groups) * product(space)]);
      const normed = reshape(graph, graph.node('InstanceNormalization', [grouped, ...plain], { epsilon: float(eps) }), x.shape);
      if (!affine) return normed;
      const perChannel = (name: string): string => reshape(graph, name, [channels, ...space.map(() => 1)]);
      return graph.node('Add', [
        graph.node('Mul', [normed, perChannel(context.parameter('scale'))]),
        perChannel(context.parameter('shift')),
      ]);
    },
    layerNorm(attrs, [x], { graph, parameter }) {
      const axis = resolveAxis(attrs.axis, x.shape.length);
      const shape = x.shape.slice(axis);
      const scale = attrs.affine ? parameter('scale') : graph.constant('float', shape, new Array<number>(product(shape)).fill(1));
      return graph.node('LayerNormalization', [x.name, scale, ...(attrs.affine ? [parameter('shift')] : [])], {
        axis: int(axis),
        epsilon: float(attrs.eps),
      });
    },
  };
}
