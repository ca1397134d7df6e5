/** Small devices that run networks: their memory, as their data sheets give it. A network must fit both. */
export interface Device {
  readonly id: string;
  readonly title: string;
  /** Memory that keeps the weights. */
  readonly flashBytes: number;
  /** Memory for activations. */
  readonly ramBytes: number;
  /** Clock; left out if it is unknown. */
  readonly megahertz?: number;
}

const kibi = 1024;
const mebi = 1024 * kibi;

/** On-chip memory, unless the title names a module with more. */
export const devices: readonly Device[] = [
  device('stm32f411', 'STM32F411, Cortex-M4', 512 * kibi, 128 * kibi, 100),
  device('stm32f412', 'STM32F412, Cortex-M4', mebi, 256 * kibi, 100),
  device('stm32f446', 'STM32F446, Cortex-M4', 512 * kibi, 128 * kibi, 180),
  device('stm32f746', 'STM32F746, Cortex-M7', mebi, 320 * kibi, 216),
  device('stm32f765', 'STM32F765, Cortex-M7', 2 * mebi, 512 * kibi, 216),
  device('stm32h743', 'STM32H743, Cortex-M7 (512 KiB in one piece, 1 MiB in all)', 2 * mebi, 512 * kibi, 480),
  device('stm32l476', 'STM32L476, Cortex-M4', mebi, 128 * kibi, 80),
  device('nrf52840', 'nRF52840, Cortex-M4 (Arduino Nano 33 BLE)', mebi, 256 * kibi, 64),
  device('rp2040', 'RP2040, Cortex-M0+ (Raspberry Pi Pico, 2 MiB of flash)', 2 * mebi, 264 * kibi, 133),
  device('rp2350', 'RP2350, Cortex-M33 (Raspberry Pi Pico 2, 4 MiB of flash)', 4 * mebi, 520 * kibi, 150),
  device('esp32', 'ESP32 (module with 4 MiB of flash)', 4 * mebi, 520 * kibi, 240),
  device('esp32-s3', 'ESP32-S3 (module with 8 MiB of flash)', 8 * mebi, 512 * kibi, 240),
];

function device(id: string, title: string, flashBytes: number, ramBytes: number, megahertz: number): Device {
  return { id, title, flashBytes, ramBytes, megahertz };
}
