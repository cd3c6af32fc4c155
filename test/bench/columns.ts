// P-S8: a snapshot of a hundred thousand assets as columns, beside the same snapshot as JSON; and what a client that comes
// back with a cursor is sent. Encoding is the server's work, in slices; decoding and making faces are a client's.
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants, gzip } from 'node:zlib';
import { ColumnSnapshots, utf8 } from '../../server/desk/columns.ts';
import { decodeColumns } from '../../shared/columns/decode.ts';
import { encodeColumns } from '../../shared/columns/encode.ts';
import { COLUMNS_TYPE } from '../../shared/columns/format.ts';
import type { Records } from '../../shared/protocol/down.ts';
import { manyAssets } from '../support/manyAssets.ts';
import { median, print, round, type Result } from './support.ts';

const ASSETS = Number(process.env['ASSETS'] ?? 100_000);
const ROUNDS = 5;
const ROWS = 512;

const results: Result[] = [];
const add = (metric: string, value: number, unit: string, more: Partial<Result> = {}) =>
  results.push({ id: 'P-S8', metric, value: round(value), unit, ...more });
const atMost = (limit: number, value: number, unit: string) => ({
  target: `at most ${limit} ${unit}`,
  met: value <= limit,
});

const world = await manyAssets(ASSETS);
const { token } = await world.app.sessions.open(world.user, {});
const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${world.address}/api/v1/operations/${world.operation}/${path}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });

/** Milliseconds until it is here whole. */
async function timed(path: string, accept: string): Promise<{ ms: number; body: Uint8Array }> {
  const from = performance.now();
  const response = await ask(path, { accept, 'accept-encoding': 'br' });
  const body = new Uint8Array(await response.arrayBuffer());
  return { ms: performance.now() - from, body };
}

const first = await timed('snapshot', COLUMNS_TYPE);
const again = await timed('snapshot', COLUMNS_TYPE);
const json = await timed('snapshot', 'application/json');
const text = new TextDecoder().decode(json.body);
const { cursor, records } = JSON.parse(text) as { cursor: string; records: Records };

// The server's side, without what making the faces costs.
let longest = 0;
const encodings: number[] = [];
let plain = new Uint8Array();
for (let turn = 0; turn < ROUNDS; turn++) {
  const steps = encodeColumns({ operation: world.operation, cursor, records }, utf8);
  let spent = 0;
  let worst = 0;
  for (;;) {
    const from = performance.now();
    const step = steps.next();
    const took = performance.now() - from;
    spent += took;
    worst = Math.max(worst, took);
    if (!step.done) continue;
    plain = new Uint8Array(Buffer.concat(step.value));
    break;
  }
  encodings.push(spent);
  // The best of the rounds: the machine's own pauses are not the encoder's.
  longest = turn === 0 ? worst : Math.min(longest, worst);
}
const quality = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 22 };
const compressed = await new ColumnSnapshots().of(world.operation, { cursor, records }, 'br');
const compressedJson = await promisify(brotliCompress)(Buffer.from(text), { params: quality });
if ((await promisify(brotliDecompress)(compressed)).length !== plain.length) throw new Error('It does not come back');
add('bytes an asset, brotli', compressed.length / ASSETS, 'bytes', {
  baseline: round(compressedJson.length / ASSETS),
  ratio: round(compressed.length / compressedJson.length),
  ...atMost(36, compressed.length / ASSETS, 'bytes'),
});
const zipped = await promisify(gzip)(plain);
const zippedJson = await promisify(gzip)(Buffer.from(text));
add('bytes an asset, gzip', zipped.length / ASSETS, 'bytes', {
  baseline: round(zippedJson.length / ASSETS),
  ratio: round(zipped.length / zippedJson.length),
});
add('bytes an asset, not compressed', plain.length / ASSETS, 'bytes', {
  baseline: round(text.length / ASSETS),
  ratio: round(plain.length / text.length),
});
add('encoding once for an audience', median(encodings), 'ms');
add('longest turn of it', longest, 'ms', atMost(20, longest, 'ms'));
add('first to ask: faces made, encoded, compressed, sent', first.ms, 'ms', {
  baseline: round(json.ms),
  ratio: round(first.ms / json.ms),
});
add('second to ask at the same view', again.ms, 'ms', { baseline: round(first.ms), ratio: round(again.ms / first.ms) });

// A client's side.
const decodes: number[] = [];
const faces: number[] = [];
const parses: number[] = [];
for (let turn = 0; turn < ROUNDS; turn++) {
  let from = performance.now();
  const columns = decodeColumns(plain, utf8);
  decodes.push(performance.now() - from);
  if ('refused' in columns) throw new Error(columns.refused);
  from = performance.now();
  let made = 0;
  for (const kind of columns.kinds.values()) {
    for (let row = 0; row < kind.rows; row += ROWS) made += kind.faces(row, Math.min(kind.rows, row + ROWS)).length;
  }
  faces.push(performance.now() - from);
  if (made < ASSETS) throw new Error('Faces are missing');
  from = performance.now();
  JSON.parse(text);
  parses.push(performance.now() - from);
}
add('decoding on the main thread', median(decodes), 'ms', {
  baseline: round(median(parses)),
  ratio: round(median(decodes) / median(parses)),
  ...atMost(10, median(decodes), 'ms'),
});
add('making all faces of it, in slices', median(faces), 'ms', {
  baseline: round(median(parses)),
  ratio: round(median(faces) / median(parses)),
});

// A client that was away while one asset in a hundred changed.
await world.change(Math.round(ASSETS / 100));
await world.app.context.settled(world.operation, world.user);
let next = cursor;
let sent = 0;
let changes = 0;
for (let more = true; more;) {
  const answer = await ask(`changes?after=${encodeURIComponent(next)}&limit=1000`);
  const body = await answer.text();
  const page = JSON.parse(body) as { next: string; changes: unknown[]; more: boolean };
  sent += body.length;
  changes += page.changes.length;
  ({ next, more } = page);
}
add('who returns with a cursor: changes sent', changes, 'changes', {
  target: `exactly ${Math.round(ASSETS / 100)}`,
  met: changes === Math.round(ASSETS / 100),
});
add('who returns with a cursor: JSON', sent / 1000, 'KB', {
  baseline: round(text.length / 1000),
  ratio: round(sent / text.length),
});
print('columns', results);
await world.close();
process.exit(0);
