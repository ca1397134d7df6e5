/**
 * What is missing of the packages that a lock file names. npm writes down in node_modules/.package-lock.json what it installed.
 * `needed`: packages that must be there, also if another version is. `optional`: optional packages of the project; an install script that
 * could not fetch its files makes npm leave them out.
 */
export function missingPackages(wanted, installed, isThere) {
  const lacks = (path) => !isThere(path) || installed.packages?.[path]?.version !== wanted.packages[path].version;
  const optional = Object.keys(wanted.packages['']?.optionalDependencies ?? {}).map((name) => `node_modules/${name}`);
  const needed = Object.entries(wanted.packages).flatMap(([path, { optional: isOptional, devOptional }]) =>
    path === '' || isOptional === true || devOptional === true ? [] : [path],
  );
  const names = (paths) => paths.filter(lacks).map((path) => path.replace(/^.*node_modules\//, ''));
  return { needed: names(needed), optional: names(optional) };
}
