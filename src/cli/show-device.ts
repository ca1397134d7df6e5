/** The output of `show --device`: weights and activations of a network against the memory of a small device. */
import { formatCount } from '../core/format-number.js';
import type { DeviceFit, DeviceNeeds } from '../arch/memory/device-fit.js';
import { faint, print } from './output.js';
import { plainTable } from './plain-table.js';

/** One object for `--json`. */
export function deviceJson({ device, needs, best }: DeviceFit): object {
  const byBits = (value: (own: DeviceNeeds) => unknown): object => Object.fromEntries(needs.map((own) => [own.bits, value(own)]));
  return {
    device: device.id,
    flashBytes: byBits((own) => own.flashBytes),
    peakBytes: byBits((own) => own.peakBytes),
    peakBytesAtLeast: byBits((own) => own.peakBytesAtLeast),
    peakBytesInFileOrder: byBits((own) => own.peakBytesInFileOrder),
    fits: byBits((own) => own.fits),
    fullestNode: best.fullest.node,
    heldThen: best.fullest.held,
    order: best.order,
  };
}

function share(needed: number, has: number): string {
  return `${formatCount(Math.ceil(needed))} (${Math.round((100 * needed) / has)} %)`;
}

export function printDevice({ device, needs, best }: DeviceFit): void {
  const { title, flashBytes: flash, ramBytes, megahertz } = device;
  print();
  print(
    `${title}: ${formatCount(flash)} bytes of flash, ${formatCount(ramBytes)} bytes of RAM${megahertz === undefined ? '' : `, ${megahertz} MHz`}`,
  );
  print(
    plainTable(
      ['numbers', 'flash for weights', 'RAM, best order', 'RAM, order of the file', 'fits'],
      needs.map((own) => [
        own.bits === 8 ? 'int8' : `float${own.bits}`,
        share(own.flashBytes, flash),
        share(own.peakBytes, ramBytes),
        share(own.peakBytesInFileOrder, ramBytes),
        own.fits ? 'yes' : 'no',
      ]),
      [1, 2, 3],
    ),
  );
  const held = best.fullest.held.slice(0, 4).map(({ id, size }) => `${id} ${formatCount(size)}`);
  const more = best.fullest.held.length - held.length;
  print(
    `RAM is fullest while ${best.fullest.node} runs and holds, in numbers: ${held.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  );
  print(
    faint(
      best.lowerBound === best.peak
        ? 'no order of execution needs less RAM (proven)'
        : `there are too many orders to try all: none needs less than ${formatCount(best.lowerBound)} numbers, this one needs ${formatCount(best.peak)}`,
    ),
  );
}
