/** The flags and the text of `--cache`. */
export const cacheOption = [
  '--cache <place>',
  'save scores in a folder that runs can share, or on a server of many people (redis://HOST:6379, postgres://HOST/DATABASE), and look there before running a network',
] as const;
