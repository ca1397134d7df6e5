interface PackageLock {
  readonly packages: {
    readonly [path: string]: {
      readonly version?: string;
      readonly optional?: boolean;
      readonly devOptional?: boolean;
      readonly optionalDependencies?: { readonly [name: string]: string };
    };
  };
}

export function missingPackages(
  wanted: PackageLock,
  installed: Partial<PackageLock>,
  isThere: (path: string) => boolean,
): { readonly needed: readonly string[]; readonly optional: readonly string[] };
