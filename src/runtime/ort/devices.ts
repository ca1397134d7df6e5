/** What runs networks: the processor, or a card by ONNX Runtime's WebGPU or CUDA. */
export const runDevices = ['cpu', 'webgpu', 'cuda'] as const;

/** One of `runDevices`. Plans and journals leave `cpu` out. */
export type RunDevice = (typeof runDevices)[number];

/** A device besides the processor. Its scores differ from the processor's in the last digits. */
export type Card = Exclude<RunDevice, 'cpu'>;

/** The card of a choice; undefined for the processor. */
export function cardOf(device: RunDevice | undefined): Card | undefined {
  return device === 'cpu' ? undefined : device;
}
