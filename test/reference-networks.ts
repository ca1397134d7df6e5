/** Published networks built by hand, whose params and MACs the world agrees on: fixtures for cost, drawing and hashing. */
import { createArchBuilder, squareConv, squareWindow, type ArchBuilder } from '../src/arch/build.js';
import type { Architecture } from '../src/arch/types.js';

const bn = { eps: 1e-5, affine: true };

function convBn(b: ArchBuilder, x: string, ...conv: Parameters<typeof squareConv>): string {
  return b.add('batchNorm', [b.add('conv', [x], squareConv(...conv))], bn);
}

/** ResNet-18 (He et al. 2015) as torchvision has it. */
export function resNet18(size = 224): Architecture {
  const b = createArchBuilder();
  let x = b.input('image', [1, 3, size, size]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  x = b.add('relu', [convBn(b, x, 64, 7, { stride: 2 })], {});
  x = b.add('maxPool', [x], { ...squareWindow(3, 2, 1), ceil: false });
  let width = 64;
  for (const [stage, channels] of [64, 128, 256, 512].entries()) {
    for (const block of [0, 1]) {
      b.group({ id: `layer${stage + 1}.${block}`, kind: 'block', stage });
      const stride = block === 0 && stage > 0 ? 2 : 1;
      const inner = b.add('relu', [convBn(b, x, channels, 3, { stride })], {});
      const branch = convBn(b, inner, channels, 3);
      const skip = channels === width ? x : convBn(b, x, channels, 1, { stride });
      x = b.add('relu', [b.add('add', [branch, skip], {})], {});
      width = channels;
    }
  }
  b.group({ id: 'head', kind: 'head', stage: 4 });
  x = b.add('flatten', [b.add('globalAvgPool', [x], {})], { axis: 1 });
  return b.finish([b.add('linear', [x], { outFeatures: 1000, bias: true })], 'resnet18');
}

/** MobileNetV2 (Sandler et al. 2018) as torchvision has it. */
export function mobileNetV2(size = 224): Architecture {
  const b = createArchBuilder();
  const convBnRelu6 = (x: string, ...conv: Parameters<typeof squareConv>): string =>
    b.add('clip', [convBn(b, x, ...conv)], { min: 0, max: 6 });
  let x = b.input('image', [1, 3, size, size]);
  x = convBnRelu6(x, 32, 3, { stride: 2 });
  let width = 32;
  for (const [expansion, channels, repeats, stride] of [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ]) {
    for (let i = 0; i < repeats; i++) {
      const hidden = width * expansion;
      const step = i === 0 ? stride : 1;
      const wide = expansion === 1 ? x : convBnRelu6(x, hidden, 1);
      const depthwise = convBnRelu6(wide, hidden, 3, { stride: step, groups: hidden });
      const out = convBn(b, depthwise, channels, 1);
      x = step === 1 && width === channels ? b.add('add', [x, out], {}) : out;
      width = channels;
    }
  }
  x = convBnRelu6(x, 1280, 1);
  x = b.add('mean', [x], { axes: [2, 3], keepDims: false });
  return b.finish([b.add('linear', [x], { outFeatures: 1000, bias: true })], 'mobilenet_v2');
}

/** ViT-B/16 (Dosovitskiy et al. 2020) at 224 with its class token; attention written out in matmul, softmax, reshape and transpose. */
export function vitB16({ depth = 12, dim = 768, heads = 12, size = 224, patch = 16 } = {}): Architecture {
  const b = createArchBuilder();
  const tokens = (size / patch) ** 2 + 1;
  const norm = { axis: -1, eps: 1e-6, affine: true };
  const linear = (x: string, outFeatures: number): string => b.add('linear', [x], { outFeatures, bias: true });
  const image = b.input('image', [1, 3, size, size]);
  b.group({ id: 'embed', kind: 'stem', stage: 0 });
  const patches = b.add('conv', [image], squareConv(dim, patch, { stride: patch, padding: 0, bias: true }));
  const sequence = b.add('transpose', [b.add('reshape', [patches], { shape: [0, dim, -1] })], { permutation: [0, 2, 1] });
  const token = b.add('parameter', [sequence], { shape: [1, 1, dim] }, 'class_token');
  const place = b.add('parameter', [], { shape: [1, tokens, dim] }, 'position');
  let x = b.add('add', [b.add('concat', [token, sequence], { axis: 1 }), place], {});
  for (let block = 0; block < depth; block++) {
    b.group({ id: `block${block}`, kind: 'block', stage: 0 });
    const qkv = b.add('reshape', [linear(b.add('layerNorm', [x], norm), 3 * dim)], { shape: [0, tokens, 3, heads, dim / heads] });
    const split = b.add('transpose', [qkv], { permutation: [2, 0, 3, 1, 4] });
    const [query, key, value] = [0, 1, 2].map((i) =>
      b.add('reshape', [b.add('slice', [split], { axis: 0, start: i, end: i + 1, step: 1 })], {
        shape: [-1, heads, tokens, dim / heads],
      }),
    );
    const scaled = b.add('affine', [query], { scale: (dim / heads) ** -0.5, shift: 0 });
    const scores = b.add('matmul', [scaled, b.add('transpose', [key], { permutation: [0, 1, 3, 2] })], {});
    const mixed = b.add('matmul', [b.add('softmax', [scores], { axis: -1 }), value], {});
    const joined = b.add('reshape', [b.add('transpose', [mixed], { permutation: [0, 2, 1, 3] })], { shape: [0, tokens, dim] });
    x = b.add('add', [x, linear(joined, dim)], {});
    const hidden = b.add('gelu', [linear(b.add('layerNorm', [x], norm), 4 * dim)], { approximate: 'none' });
    x = b.add('add', [x, linear(hidden, dim)], {});
  }
  b.group({ id: 'head', kind: 'head', stage: 0 });
  const first = b.add('slice', [b.add('layerNorm', [x], norm)], { axis: 1, start: 0, end: 1, step: 1 });
  return b.finish([linear(b.add('flatten', [first], { axis: 1 }), 1000)], 'vit_b_16');
}
