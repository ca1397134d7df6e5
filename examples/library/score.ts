/** Scores three ONNX files and a published string, and ranks them. */
import { openScoring } from 'assay/node';

const string = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const architectures = ['a.onnx', 'b.onnx', 'c.onnx', string];
const session = await openScoring({ architectures, proxies: ['sed', 'macs'], combine: 'rank-sum:sed=1' });
for (const { rank, item, combined } of (await session.run()).ranked()) console.log(rank, item.name, combined);
