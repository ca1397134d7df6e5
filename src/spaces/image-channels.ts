/** The option of spaces whose networks see pictures. */
export const imageChannels = {
  kind: 'integer',
  default: 3,
  min: 1,
  max: 64,
  help: 'channels of the input: 1 for grey pictures',
} as const;
