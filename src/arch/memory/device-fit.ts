import * as v from 'valibot';
import { checkParameter } from '../../core/schema/check-request.js';
import { positive } from '../../core/schema/fields.js';
import type { Architecture } from '../types.js';
import { bestOrder, type BestOrder } from './best-order.js';
import type { Device } from './devices.js';
import { peakActivationBytes } from './file-order-peak.js';
import { fitsDevice, flashBytes, numberBits, peakBytes, type NumberBits } from './footprint.js';

/** What a network needs on a device with numbers of one width. */
export interface DeviceNeeds {
  readonly bits: NumberBits;
  /** Of the weights. */
  readonly flashBytes: number;
  /** Of activations, in the best order of execution. */
  readonly peakBytes: number;
  /** No order needs less; equal to `peakBytes` where the order is proven best. */
  readonly peakBytesAtLeast: number;
  /** Of activations, in the order of the network's nodes. */
  readonly peakBytesInFileOrder: number;
  readonly fits: boolean;
}

/** Whether a network fits a device, by width of its numbers. */
export interface DeviceFit {
  readonly device: Device;
  /** One each for 8, 16 and 32 bits. */
  readonly needs: readonly DeviceNeeds[];
  /** The order of execution that needs the least RAM, and what is held at its fullest moment. */
  readonly best: BestOrder;
}

/** A device, in a request. */
export const deviceField = v.custom<Device>(
  (value) => v.is(v.object({ flashBytes: positive, ramBytes: positive }), value),
  'a device with flashBytes and ramBytes, such as one of `devices`',
);

/**
 * Weights and activations of a network against the memory of a small device.
 * @param device one of `devices`, or any other.
 * @throws a data error where shapes do not fit.
 */
export function fitDevice(architecture: Architecture, device: Device): DeviceFit {
  checkParameter('device', deviceField, device);
  const best = bestOrder(architecture);
  const needs = numberBits.map((bits) => ({
    bits,
    flashBytes: flashBytes(architecture, bits),
    peakBytes: peakBytes(best, bits),
    peakBytesAtLeast: peakBytes({ peak: best.lowerBound }, bits),
    peakBytesInFileOrder: (peakActivationBytes(architecture) * bits) / 32,
    fits: fitsDevice(architecture, device, bits, best),
  }));
  return { device, needs, best };
}
