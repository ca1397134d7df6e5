/** The option of spaces whose networks read images. */
export const imageChannels = {
  kind: 'integer',
  default: 3,
  min: 1,
  max: 64,
  help: 'channels of the input: 1 for grey images',
} as const;
