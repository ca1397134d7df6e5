export function privateTypes(): Promise<string[]>;
