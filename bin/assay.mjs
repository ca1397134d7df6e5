#!/usr/bin/env node
/** The launcher by its earlier path. */
await import('./assay.cjs');
