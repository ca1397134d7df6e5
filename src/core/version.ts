/** Assay's version, as in package.json. Part of every journal and cached score: another version may score differently. */
export const version = '0.1.0';
