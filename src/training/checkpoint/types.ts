/** Where the state of a training is kept between epochs. */
export interface CheckpointStore {
  /** What messages call it. */
  readonly title: string;
  /** What was saved last; undefined where nothing was. */
  load(): Uint8Array | undefined;
  /** Replaces what was saved completely, or not at all. */
  save(bytes: Uint8Array): void;
}
