/** Reading descriptors, and views of maps. Inner loops take four vectors a turn with constant offsets: V8 computes an address per access otherwise. */

@inline
export function int(address: usize, index: i32): i32 {
  return load<i32>(address + (<usize>index << 2));
}

@inline
export function float(address: usize, index: i32): f32 {
  return load<f32>(address + (<usize>index << 2));
}

@inline
export function pointer(address: usize, index: i32): usize {
  return <usize>load<u32>(address + (<usize>index << 2));
}

@inline
export function spanOf(batch: i32): usize {
  return <usize>((batch + 3) & ~3) << 2;
}

@inline
export function high(value: v128): v128 {
  return v128.shuffle<i32>(value, value, 2, 3, 2, 3);
}

/**
 * A view of four values. The type argument says which: f32 is the general view, i32 one with pivot 0, scale 1 and shift 0, which is
 * most of them, and whose multiplication would cost a microcode assist for every subnormal number.
 */
@inline
export function view<V>(value: v128, pivot: v128, scale: v128, shift: v128, floor: v128): v128 {
  if (isFloat<V>()) return f32x4.pmax(floor, f32x4.add(f32x4.mul(f32x4.sub(value, pivot), scale), shift));
  return f32x4.pmax(floor, value);
}

@inline
export function isPlain(pivot: f32, scale: f32, shift: f32): bool {
  return pivot == 0 && scale == 1 && shift == 0;
}

export function copyViewAs<V>(target: usize, source: usize, bytes: usize, pivot: f32, scale: f32, shift: f32, floor: f32): void {
  const p = f32x4.splat(pivot), a = f32x4.splat(scale), s = f32x4.splat(shift), f = f32x4.splat(floor);
  const end = target + bytes;
  for (const end4 = target + (bytes & ~63); target < end4; target += 64) {
    v128.store(target, view<V>(v128.load(source), p, a, s, f));
    v128.store(target, view<V>(v128.load(source, 16), p, a, s, f), 16);
    v128.store(target, view<V>(v128.load(source, 32), p, a, s, f), 32);
    v128.store(target, view<V>(v128.load(source, 48), p, a, s, f), 48);
    source += 64;
  }
  for (; target < end; target += 16) {
    v128.store(target, view<V>(v128.load(source), p, a, s, f));
    source += 16;
  }
}

export function copyView(target: usize, source: usize, bytes: usize, pivot: f32, scale: f32, shift: f32, floor: f32): void {
  if (isPlain(pivot, scale, shift)) copyViewAs<i32>(target, source, bytes, pivot, scale, shift, floor);
  else copyViewAs<f32>(target, source, bytes, pivot, scale, shift, floor);
}

export function addViewAs<V>(target: usize, source: usize, bytes: usize, pivot: f32, scale: f32, shift: f32, floor: f32): void {
  const p = f32x4.splat(pivot), a = f32x4.splat(scale), s = f32x4.splat(shift), f = f32x4.splat(floor);
  const end = target + bytes;
  for (const end4 = target + (bytes & ~63); target < end4; target += 64) {
    v128.store(target, f32x4.add(v128.load(target), view<V>(v128.load(source), p, a, s, f)));
    v128.store(target, f32x4.add(v128.load(target, 16), view<V>(v128.load(source, 16), p, a, s, f)), 16);
    v128.store(target, f32x4.add(v128.load(target, 32), view<V>(v128.load(source, 32), p, a, s, f)), 32);
    v128.store(target, f32x4.add(v128.load(target, 48), view<V>(v128.load(source, 48), p, a, s, f)), 48);
    source += 64;
  }
  for (; target < end; target += 16) {
    v128.store(target, f32x4.add(v128.load(target), view<V>(v128.load(source), p, a, s, f)));
    source += 16;
  }
}

export function addView(target: usize, source: usize, bytes: usize, pivot: f32, scale: f32, shift: f32, floor: f32): void {
  if (isPlain(pivot, scale, shift)) addViewAs<i32>(target, source, bytes, pivot, scale, shift, floor);
  else addViewAs<f32>(target, source, bytes, pivot, scale, shift, floor);
}
