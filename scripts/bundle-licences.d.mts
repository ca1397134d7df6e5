export function bundleLicences(modules: readonly string[]): string;
