/** Outputs and inputs whose channels stand last in a file and second in what Assay writes. */

/** Values of an output or input with its channels last, in the order of one with its channels first. */
export function channelsFirst(data, dims) {
  const rest = dims.slice(1);
  const channels = rest.pop();
  const inner = rest.reduce((product, length) => product * length, 1);
  return data.map((_, i) => {
    const [sample, channel, place] = [Math.floor(i / (inner * channels)), Math.floor(i / inner) % channels, i % inner];
    return data[sample * inner * channels + place * channels + channel];
  });
}

/** Whether theirs are the lengths of ours with the channels last. */
export const isTurned = (ours, theirs) =>
  ours.length === theirs.length && ours.join() !== theirs.join() && [ours[0], ...ours.slice(2), ours[1]].join() === theirs.join();
