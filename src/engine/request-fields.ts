/** Schemas of the fields of requests to the engine. */
import * as v from 'valibot';
import { count, hasFunctions, made, seed, text } from '../core/schema/fields.js';
import { runDevices } from '../runtime/ort/devices.js';
import type { Host } from './host.js';
import { mostBatch, mostImageSize } from './plan.js';
import type { ProxyGiven, SpaceGiven } from './values.js';

const isSpace = (value: unknown): boolean =>
  typeof value === 'string' || hasFunctions(value, 'create') || hasFunctions(value, 'sample');
const isProxy = (value: unknown): boolean => typeof value === 'string' || (typeof value === 'object' && value !== null);

export const spaceField = v.custom<SpaceGiven>(isSpace, 'the spec of a space, or a space as defineSpace makes it');
export const proxiesField = v.array(v.custom<ProxyGiven>(isProxy, 'the spec of a proxy, or a proxy as defineProxy makes it'));
export const hostField = made<Host>('a host, as createLocalHost or createNodeHost makes it', 'openSpace', 'openPlan', 'now');
export const deviceField = v.picklist(runDevices);
export const workersField = count(0, 1024);

/** The fields that decide scores besides space and proxies. */
export const dataFields = {
  seed,
  data: text,
  batch: count(1, mostBatch),
  imageSize: count(1, mostImageSize),
  init: text,
} as const;
