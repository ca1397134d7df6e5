import { describe, expect, it } from 'vitest';
import { describeOwnColumn } from './own-columns.js';

describe("columns of a user's table", () => {
  it.each([
    ['params', 'parameters', ''],
    ['nParams', 'parameters', ''],
    ['params_m', 'parameters', '1e6'],
    ['flops', 'operations of a forward pass', ''],
    ['GFLOPs', 'operations of a forward pass', '1e9'],
    ['macs', 'operations of a forward pass', ''],
    ['index', 'a number that names the row', '1'],
    ['id', 'a number that names the row', '1'],
    ['seed', 'seed, or their number', '1'],
    ['epochs', 'epochs', '1'],
    ['training_time_s', 'time', 's'],
    ['train_seconds', 'time', 's'],
    ['val_time', 'time', ''],
    ['latencyMs', 'time', 'ms'],
    ['edgegpu_latency', 'time', ''],
    ['Energy (mJ)', 'energy or power', 'mJ'],
    ['train_ms', 'time', 'ms'],
  ])('%s is no target', (name, label, unit) => {
    expect(describeOwnColumn(name)).toEqual({ unit, label });
  });

  it.each([
    'acc',
    'test_acc',
    'val_accuracy',
    'top1',
    'test_acc_seed1',
    'loss_epoch12',
    'accuracy_time_budget',
    'c10',
    'val',
    'test',
    'timely',
    'grid',
    'mIoU',
  ])('%s may be one', (name) => {
    expect(describeOwnColumn(name)).toEqual({ unit: '', label: name, target: name });
  });
});
