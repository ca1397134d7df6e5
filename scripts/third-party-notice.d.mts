export function thirdPartyNotice(modules: readonly string[]): string;
