"""Writes test/import: small files in the layouts of the official benchmark files, with invented numbers only.

    /usr/bin/python3 scripts/make-import-fixtures.py      (needs PyTorch and numpy)

Every number follows from a formula below, so that tests can compute what must come out.
"""
import base64, bz2, collections, io, json, os, pickle, struct, sys, zipfile
import numpy as np
import torch

out = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'test', 'import')
os.makedirs(out, exist_ok=True)
cells = [
    '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|',
    '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|',
    '|skip_connect~0|+|skip_connect~0|skip_connect~1|+|none~0|none~1|nor_conv_3x3~2|',
]
path = lambda name: os.path.join(out, name)
fixed = (2020, 1, 1, 0, 0, 0)

def result(index, name, seed, epochs, tensors):
    last = epochs - 1
    sets = {'cifar10-valid': ['x-valid', 'ori-test'], 'cifar10': ['ori-test'], 'cifar100': ['x-valid', 'x-test', 'ori-test']}[name]
    evals = {f'{s}@{e}': 10.0 * index + i + seed / 1000 + e for e in ([0, last] if last > 0 else [0]) for i, s in enumerate(sets)}
    state = collections.OrderedDict([('conv.weight', torch.full((2, 3), 0.5)), ('conv.bias', torch.zeros(2)), ('count', torch.tensor(3))]) if tensors else None
    return {
        'name': name, 'epochs': epochs, 'seed': seed,
        'train_acc1es': {e: 50.0 + index + e for e in range(epochs)}, 'train_acc5es': {e: 90.0 for e in range(epochs)},
        'train_losses': {e: 1.0 / (e + 1) for e in range(epochs)}, 'train_times': {e: 2.0 for e in range(epochs)},
        'eval_names': list(evals), 'eval_acc1es': evals, 'eval_acc5es': {}, 'eval_losses': {k: 0.5 for k in evals}, 'eval_times': {k: np.float64(0.25) for k in evals},
        'params': 0.1 * (index + 1), 'flop': 1.5 * (index + 1), 'latency': [np.float64(0.01)], 'arch_config': {'channel': 16, 'arch_str': cells[index]}, 'net_state_dict': state,
    }

def state(index, epochs, seeds, tensors=False):
    names = [(n, s) for s in seeds for n in ('cifar10-valid', 'cifar10', 'cifar100')]
    results = collections.OrderedDict(((n, s), result(index, n, s, epochs, tensors)) for n, s in names)
    sets = collections.OrderedDict((n, list(seeds)) for n in ('cifar10-valid', 'cifar10', 'cifar100'))
    return {'arch_index': index, 'arch_str': cells[index], 'all_results': results, 'dataset_seed': sets, 'clear_net_done': not tensors}

def states(tensors, names):
    return collections.OrderedDict((i, collections.OrderedDict([(names[0], state(i, 2, [111], tensors)), (names[1], state(i, 5, [777, 888], tensors))])) for i in range(len(cells)))

# NAS-Bench-201, both forms of torch.save, and one file an architecture
whole = {'meta_archs': cells, 'total_archs': len(cells), 'arch2infos': {i: dict(s) for i, s in states(True, ['less', 'full']).items()}, 'evaluated_indexes': set(range(len(cells)))}
torch.save(whole, path('NAS-Bench-201-legacy.pth'), _use_new_zipfile_serialization=False)
torch.save(whole, path('NAS-Bench-201-zip.pth'))
os.makedirs(path('NAS-Bench-201-archive'), exist_ok=True)
for i in range(2):
    torch.save(dict(states(False, ['less', 'full'])[i]), path(f'NAS-Bench-201-archive/{i:06d}-FULL.pth'), _use_new_zipfile_serialization=False)

# NATS-Bench in one file
with bz2.open(path('NATS-tss-monolithic.pickle.pbz2'), 'wb') as f:
    pickle.dump({'meta_archs': cells, 'total_archs': 3, 'arch2infos': dict(states(False, ['12', '200'])), 'evaluated_indexes': {0, 1, 2}}, f, protocol=4)

# NASLib's trimmed table
naslib = {c: {'cifar10-valid': {'train_losses': [1.0, 0.5], 'eval_losses': [1.1, 0.6], 'train_acc1es': [40.0, 60.0 + i], 'eval_acc1es': [30.0, 50.0 + i], 'cost_info': {'flops': 7.5 + i, 'params': 0.5, 'latency': 0.01, 'train_time': 3.0}}} for i, c in enumerate(cells)}
with open(path('nb201_cifar10_full_training.pickle'), 'wb') as f:
    pickle.dump(naslib, f)

# HW-NAS-Bench
def hw(offset):
    metrics = {m: [offset + k + i for i in range(3)] for k, m in enumerate(['edgegpu_latency', 'edgegpu_energy', 'raspi4_latency', 'fpga_latency'])}
    metrics['average_hw_metric'] = np.arange(3) + offset
    metrics['config'] = [{'name': 'infer.tiny', 'C': 16, 'N': 5, 'arch_str': c, 'num_classes': 10} for c in cells]
    return metrics
with open(path('HW-NAS-Bench-small.pickle'), 'wb') as f:
    pickle.dump({'nasbench201': {'cifar10': hw(0), 'cifar100': hw(100)}, 'fbnet': {'raspi4_latency': {'k3_e1': 1.0}}}, f)

# TransNAS-Bench-101
tasks = {'class_scene': ['train_top1', 'valid_top1', 'test_top1', 'train_loss', 'time_elapsed'], 'normal': ['valid_ssim', 'valid_l1_loss'], 'room_layout': ['valid_neg_loss']}
def trained(i):
    # The best epoch is the second.
    return {t: {'model_info': {'encoder_params': 1000 + i, 'encoder_FLOPs': 2e6 + i, 'notes': 'text'}, 'total_epochs': 3, 'metrics': {m: [1.0, 5.0 + i + k, 4.0 + i + k] for k, m in enumerate(names)}} for t, names in tasks.items()}
torch.save({'metrics_dict': tasks, 'info_names': ['encoder_params'], 'task_list': list(tasks), 'data': {'macro': {a: trained(i) for i, a in enumerate(['64-1234-basic', '64-4231-basic'])}, 'micro': {a: trained(10 + i) for i, a in enumerate(['64-41414-1_32_031', '64-41414-3_33_333'])}}}, path('transnas-bench_small.pth'))

# NAS-Bench-101
table = []
for n in range(256):
    c = n
    for _ in range(8):
        c = (c >> 1) ^ (0x82f63b78 if c & 1 else 0)
    table.append(c)
def masked(data):
    c = 0xffffffff
    for b in data:
        c = (c >> 8) ^ table[(c ^ b) & 0xff]
    c ^= 0xffffffff
    return (((c >> 15) | (c << 17)) + 0xa282ead8) & 0xffffffff
def frame(data):
    head = struct.pack('<Q', len(data))
    return head + struct.pack('<I', masked(head)) + data + struct.pack('<I', masked(data))
def varint(v):
    parts = b''
    while v > 127:
        parts += bytes([v & 127 | 128]); v >>= 7
    return parts + bytes([v])
def double(field, v):
    return bytes([field << 3 | 1]) + struct.pack('<d', v)
def metrics(cell, run):
    data = b''
    for i, epoch in enumerate([0.0, 54.0, 108.0]):
        part = double(1, epoch) + double(2, 100.0 * i + run) + double(3, 0.3 * i) + double(4, 0.25 * i + 0.01 * run + 0.001 * cell) + double(5, 0.2 * i + 0.01 * run + 0.001 * cell) + bytes([6 << 3 | 2, 4]) + b'ckpt'
        data += bytes([1 << 3 | 2]) + varint(len(part)) + part
    return data + bytes([2 << 3]) + varint(1000000 + cell) + double(3, 1.0)
# Hashes of the published definition (md5 of labels and neighbours), as NAS-Bench-101's 5,000-row sample in public tables has them.
records = [
    ('001e5c70a3d734281c2d563898c71b57', '0110000000100100000010000110000001000000010000000', 'input,conv3x3-bn-relu,maxpool3x3,conv1x1-bn-relu,conv3x3-bn-relu,maxpool3x3,output'),
    ('00000000000000000000000000000000', '0101001000010000', 'input,conv3x3-bn-relu,maxpool3x3,output'),
]
with open(path('nasbench_small.tfrecord'), 'wb') as f:
    for run in range(3):
        for cell, (h, m, ops) in enumerate(records):
            f.write(frame(json.dumps([h, 108, m, ops, base64.b64encode(metrics(cell, run)).decode()]).encode()))

# NDS, as JSON files in a zip
def cell_job(i, width=16):
    genotype = {'normal': [['sep_conv_3x3', 0], ['sep_conv_3x3', 1]] * 4, 'normal_concat': [2, 3, 4, 5], 'reduce': [['max_pool_3x3', 0], ['skip_connect', 1]] * 4, 'reduce_concat': [2, 3, 4, 5]}
    return {'net': {'genotype': genotype, 'width': width, 'depth': 8 + 4 * (i % 2), 'aux': False, 'drop_prob': 0.0}, 'params': 1e6 + i, 'flops': 2e8 + i, 'test_ep_top1': [60.0, 10.0 + i, 12.0 + i], 'train_ep_top1': [70.0, 5.0], 'optim': {'lr': 0.1, 'wd': 5e-4, 'policy': 'cos'}, 'job_id': i}
def any_job(i):
    return {'net': {'block_type': 'res_basic_block', 'ds': [1, 1 + i, 2, 2], 'ws': [16, 16, 32, 64], 'ss': [1, 1, 2, 2]}, 'params': 5e5, 'flops': 1e8, 'test_ep_top1': [50.0, 9.0 + i], 'train_ep_top1': [40.0], 'optim': {'lr': 0.1}}
sweeps = {
    'DARTS.json': {'top': [cell_job(0)], 'mid': [cell_job(1)]},
    # The same architecture in two trainings, and a net that is none.
    'DARTS_lr-wd.json': [cell_job(0), cell_job(0), cell_job(2), {**cell_job(3), 'net': {'genotype': 'none'}}],
    'ResNet.json': [any_job(0), any_job(1)],
}
with zipfile.ZipFile(path('nds.zip'), 'w', zipfile.ZIP_DEFLATED) as z:
    for name, jobs in sweeps.items():
        z.writestr(zipfile.ZipInfo(f'nds_data/{name}', fixed), json.dumps(jobs), zipfile.ZIP_DEFLATED)

# NAS-Bench-Suite-Zero
def scores(i):
    return {'id': str(i), 'synflow': {'score': 40.0 + i, 'time': 0.5}, 'jacov': {'score': -1e8, 'time': 0.1}, 'nwot': {'score': float('nan'), 'time': 0.2}, 'val_accuracy': 80.0 + i}
keys = ['(4, 0, 3, 1, 4, 3)', '(2, 0, 1, 3, 2, 2)']
with open(path('zc_nasbench201.json'), 'w') as f:
    json.dump({'cifar10': {k: scores(i) for i, k in enumerate(keys)}, 'cifar100': {k: scores(10 + i) for i, k in enumerate(keys)}}, f)
with open(path('zc_old.json'), 'w') as f:
    json.dump({'nasbench201': {'cifar10': {k: {'synflow': 40.0 + i, 'val_accuracy': 80.0 + i} for i, k in enumerate(keys)}}}, f)
with open(path('benchmark--transbench101_micro--jigsaw--0.json'), 'w') as f:
    json.dump([{'idx': i, 'arch': a, 'snip': {'score': 1.0 + i, 'time': 0.1}, 'val_accuracy': 90.0 + i} for i, a in enumerate(['(1, 3, 0, 2, 2, 1)', '(0, 0, 3, 2, 2, 1)'])], f)

# NAS-Bench-NLP
rnn = {'f': {'op': 'linear', 'input': ['x', 'h_prev_0']}, 'h_new_0': {'op': 'activation_tanh', 'input': ['f']}}
sigm = {'f': {'op': 'linear', 'input': ['x', 'h_prev_0']}, 'h_new_0': {'op': 'activation_sigm', 'input': ['f']}}
def log(recipe, loss, status='OK'):
    return {'recepie_id': 7, 'recepie': json.dumps(recipe), 'num_params': 1234, 'train_losses': [6.0, loss - 1], 'val_losses': [6.0, loss + 0.5], 'test_losses': [6.0, loss], 'status': status, 'emsize': 400}
with zipfile.ZipFile(path('train_logs_small.zip'), 'w', zipfile.ZIP_DEFLATED) as z:
    logs = {'1_a_1': log(rnn, 5.0), '1_a_2': log(rnn, 4.0), '2_b_1': log(sigm, 4.5), '2_b_2': log(sigm, float('nan'), 'OOM')}
    for name, content in logs.items():
        z.writestr(zipfile.ZipInfo(f'train_logs/log_stats_model_{name}.json', fixed), json.dumps(content), zipfile.ZIP_DEFLATED)

# Pickles of every protocol with every kind of value, for the reader alone
value = {'none': None, 'flags': (True, False), 'numbers': [0, 255, 256, 65535, -1, 2 ** 31, -2 ** 40, 0.5], 'large': 2 ** 70, 'text': 'Zürich \u2192', 'long': 'x' * 300, 'bytes': b'\x00\xff', 'empty': [[], (), {}], 'triple': (1, 2, 3), 'four': (1, 2, 3, 4), 'set': {1}, 'ordered': collections.OrderedDict(a=1), 'default': collections.defaultdict(list, {'b': [2]}), 'scalar': np.float32(0.25), 'integer': np.int64(-7), 'array': np.arange(6, dtype='<i4').reshape(2, 3), 'big': np.array([1.5], dtype='>f8')}
shared = [1, 2]
value['shared'] = [shared, shared]
for protocol in (2, 3, 4):
    with open(path(f'values-{protocol}.pickle'), 'wb') as f:
        pickle.dump(value, f, protocol=protocol)
print('\n'.join(f'{os.path.getsize(os.path.join(d, n)):8d} {n}' for d, _, names in os.walk(out) for n in sorted(names)))
