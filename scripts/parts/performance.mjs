/** What each promise is about, in the order of the promises' own numbers. */
const SECTIONS = [
  ['P-S', 'Speed and cost'],
  ['P-D', 'Nothing lost'],
  ['P-R', 'Bounded'],
  ['P-C', 'Nothing leaked'],
];

const numberOf = (id) => Number(/\d+$/.exec(id)?.[0] ?? 0);
const promised = ({ id, target }) => id.startsWith('P-') && target !== undefined;
const cell = (text) => String(text).replaceAll('|', '\\|');

function row({ id, metric, value, unit, baseline, ratio, target, met, bench }) {
  const beside = baseline === undefined ? '' : `${baseline} ${unit}`;
  const verdict = target === undefined ? '' : `${target}: ${met ? 'met' : '**missed**'}`;
  return `| ${[id, metric, `${value} ${unit}`, beside, ratio ?? '', verdict, `\`${bench}\``].map(cell).join(' | ')} |`;
}

/**
 * The page of figures, of what `npm run bench -- all --json` printed.
 * @param {{ machine: string, when: string, results: readonly object[], failed?: readonly string[] }} report
 * @returns {string} Markdown, before formatting
 */
export function performancePage({ machine, when, results, failed = [] }) {
  const held = results.filter(promised);
  const lines = [
    '# Performance',
    '',
    'Written by `npm run figures` from what `npm run bench -- all --json` printed; do not edit by hand. A speed counts as a',
    'ratio to a baseline measured in the same run, interleaved with it; the absolute figure stands beside it. Machines are',
    'noisy: run it on yours.',
    '',
    `On ${machine}, ${when.slice(0, 10)}. ${held.filter(({ met }) => met).length} of ${held.length} promised figures were met.`,
    '',
    ...(failed.length > 0 ? [`Not measured, because the benchmark failed: ${failed.join(', ')}.`, ''] : []),
  ];
  const rest = new Set(results);
  const table = (title, some) => {
    if (some.length === 0) return;
    for (const one of some) rest.delete(one);
    lines.push(`## ${title}`, '', '| | what | here | baseline, same run | ratio | promise | bench |');
    lines.push('| --- | --- | --- | --- | --- | --- | --- |', ...some.map(row), '');
  };
  for (const [prefix, title] of SECTIONS) {
    const some = held.filter(({ id }) => id.startsWith(prefix));
    table(
      title,
      some.sort((a, b) => numberOf(a.id) - numberOf(b.id)),
    );
  }
  table('Measured beside them, promised by nobody', [...rest]);
  return lines.join('\n');
}

/** README's few lines about it. */
export function performanceDigest({ machine, when, results }) {
  const held = results.filter(promised);
  const missed = held.filter(({ met }) => !met);
  const first = `On ${machine}, ${when.slice(0, 10)}: ${held.length - missed.length} of ${held.length} promised figures were met; all of them, with their baselines, are in [docs/performance.md](docs/performance.md).`;
  if (missed.length === 0) return first;
  return [
    first,
    '',
    '| missed | what | here | baseline, same run | ratio | promise |',
    '| --- | --- | --- | --- | --- | --- |',
    ...missed.map(({ id, metric, value, unit, baseline, ratio, target }) => {
      const beside = baseline === undefined ? '' : `${baseline} ${unit}`;
      return `| ${[id, metric, `${value} ${unit}`, beside, ratio ?? '', target].map(cell).join(' | ')} |`;
    }),
  ].join('\n');
}
