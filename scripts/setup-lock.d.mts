export function withSetupLock<T>(
  path: string,
  onWait: (holder: { readonly pid: number | undefined; readonly path: string }) => void,
  work: () => T,
): T;
