/** What runs networks: the processor, or a card by ONNX Runtime's WebGPU or CUDA. */
export const devices = ['cpu', 'webgpu', 'cuda'] as const;

/** One of `devices`. Plans and journals leave `cpu` out. */
export type Device = (typeof devices)[number];

/** A device besides the processor. Its scores differ from the processor's in the last digits. */
export type Card = Exclude<Device, 'cpu'>;

/** The card of a choice; undefined for the processor. */
export function cardOf(device: Device | undefined): Card | undefined {
  return device === 'cpu' ? undefined : device;
}
