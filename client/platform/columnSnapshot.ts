import { decodeColumns, type KindColumns } from '../../shared/columns/decode.ts';
import { COLUMNS_TYPE, type Utf8 } from '../../shared/columns/format.ts';
import type { Records } from '../../shared/protocol/down.ts';
import type { WholePicture } from '../sync/wire.ts';

/** Rows made into faces before the time is looked at. */
const ROWS = 512;
/** As long (ms) as the page may be kept from drawing. */
const TURN_MS = 10;
/** A server or network that is silent for so long (ms) is left to the link. */
const WITHIN_MS = 60_000;

/**
 * The whole picture of an operation as columns: decompressed by the browser, decoded in no time, made into faces in short
 * turns. Undefined where the server has another answer: the link will then say why.
 */
export async function columnSnapshot(
  url: string,
  headers: Readonly<Record<string, string>>,
  glimpse?: (assets: KindColumns) => void,
): Promise<WholePicture | undefined> {
  const response = await fetch(`${url}?for=joining`, {
    headers: { ...headers, accept: COLUMNS_TYPE },
    credentials: 'same-origin',
    cache: 'no-store',
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  if (!response.ok || response.headers.get('content-type') !== COLUMNS_TYPE) return undefined;
  const columns = decodeColumns(new Uint8Array(await response.arrayBuffer()), utf8);
  if ('refused' in columns) return undefined;
  const assets = columns.kinds.get('asset');
  if (assets) glimpse?.(assets);
  const records: Record<string, Record<string, unknown>[]> = {};
  let turn = performance.now();
  for (const [kind, { rows, faces }] of columns.kinds) {
    const list: Record<string, unknown>[] = (records[kind] = []);
    for (let from = 0; from < rows; from += ROWS) {
      for (const face of faces(from, Math.min(rows, from + ROWS))) list.push(face);
      if (performance.now() - turn < TURN_MS) continue;
      await othersTurn();
      turn = performance.now();
    }
  }
  return { cursor: columns.cursor, records: records as Records };
}

const encoder = new TextEncoder();
// A mark of byte order is text like any other.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8: Utf8 = { encode: (text) => encoder.encode(text), decode: (bytes) => decoder.decode(bytes) };

/** A timer would wait at least 4 ms. */
const othersTurn = (): Promise<void> =>
  new Promise((resume) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resume();
    };
    port2.postMessage(undefined);
  });
