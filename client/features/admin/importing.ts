import type { MarkingInput } from '../../../shared/domain/fields.ts';
import type { Sector, Tlp } from '../../../shared/domain/vocabulary.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Answer } from '../../ui/directory/request.ts';
import type { Finding } from './importReport.ts';

export interface Count {
  readonly read: number;
  readonly made: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly notices: number;
}

export interface Share {
  readonly assets: number;
  readonly tlp: Tlp;
  readonly byDefault: boolean;
  readonly organisations: readonly string[];
  readonly withoutRestricted: readonly string[];
  readonly persons: number;
}

export interface PreviewRow {
  readonly number: number;
  readonly outcome: 'made' | 'updated' | 'unchanged';
  readonly name: string;
  readonly sector: Sector;
  readonly kind: string;
  readonly country: string;
  readonly lat: number;
  readonly lon: number;
  readonly operator?: string;
  readonly organisation?: string;
  readonly tlp?: Tlp;
}

export interface Operators {
  readonly matched: number;
  readonly unconfirmed: number;
  readonly list: readonly { readonly name: string; readonly organisation?: string; readonly assets: number }[];
}

/** As `POST /operations/:op/import/preview` answers. */
export interface Preview {
  readonly count: Count;
  readonly unlisted: number;
  readonly findings: readonly Finding[];
  readonly columns?: { readonly header: readonly string[]; readonly taken: Readonly<Record<string, string>> };
  readonly rows: readonly PreviewRow[];
  readonly operators: Operators;
  readonly unknownSectors: readonly { readonly word: string; readonly rows: number }[];
  readonly audience: readonly Share[];
}

export type Part =
  | { readonly part: 'progress'; readonly count: Count }
  | ({ readonly part: 'finding' } & Finding)
  | { readonly part: 'done'; readonly count: Count; readonly unlisted: number }
  | {
      readonly part: 'failed';
      readonly count: Count;
      readonly unlisted: number;
      readonly code: string;
      readonly message: string;
    };

/** What is imported and how. */
export interface Wanted {
  readonly file: File;
  readonly marking: MarkingInput | undefined;
  /** Columns by member, and sectors by word, where somebody has said so. */
  readonly columns: Readonly<Record<string, string>>;
  readonly sectors: Readonly<Record<string, string>>;
}

/** Why a file is not even sent; undefined when nothing speaks against it. */
export function unfit({ name, size }: Pick<File, 'name' | 'size'>): 'ending' | 'large' | 'empty' | undefined {
  if (formatOf(name) === undefined) return 'ending';
  if (size > LIMITS.importBytes) return 'large';
  return size === 0 ? 'empty' : undefined;
}

export function formatOf(name: string): 'csv' | 'geojson' | undefined {
  if (/\.(csv|tsv|txt)$/i.test(name)) return 'csv';
  return /\.(geojson|json)$/i.test(name) ? 'geojson' : undefined;
}

interface Watch {
  readonly signal: AbortSignal;
  /** The part of the file that has left, from 0 to 1. The server takes no more than it has dealt with. */
  readonly onSent: (fraction: number) => void;
  readonly onPart?: (part: Part) => void;
}

export const previewOf = (operation: string, wanted: Wanted, watch: Watch): Promise<Answer<Preview>> =>
  sent(`/api/v1/operations/${operation}/import/preview`, wanted, watch);

/** Runs it; the last part says how it ended. */
export const importOf = (operation: string, wanted: Wanted, watch: Watch): Promise<Answer<readonly Part[]>> =>
  sent(`/api/v1/operations/${operation}/import`, wanted, watch);

/** By XMLHttpRequest: `fetch` does not say how much of a body has left. */
function sent<T>(path: string, wanted: Wanted, { signal, onSent, onPart }: Watch): Promise<Answer<T>> {
  const { file, marking, columns, sectors } = wanted;
  const query = new URLSearchParams({
    format: formatOf(file.name) ?? 'csv',
    file: file.name.replace(/\.[^.]*$/, '').slice(0, 200) || 'import',
    ...(marking && { marking: JSON.stringify(marking) }),
    ...(Object.keys(columns).length > 0 && { columns: JSON.stringify(columns) }),
    ...(Object.keys(sectors).length > 0 && { sectors: JSON.stringify(sectors) }),
  });
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const lost = (code: string) => () => resolve({ ok: false, status: 0, code, message: '' });
    let seen = 0;
    request.open('POST', `${path}?${query}`);
    request.setRequestHeader('content-type', 'text/plain');
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 1);
    request.onprogress = () => {
      if (request.status !== 200 || !onPart) return;
      // A line is whole when the next one has begun.
      for (
        let end = request.responseText.indexOf('\n', seen);
        end >= 0;
        end = request.responseText.indexOf('\n', seen)
      ) {
        const part = readPart(request.responseText.slice(seen, end));
        seen = end + 1;
        if (part) onPart(part);
      }
    };
    request.onload = () => {
      const said = readJson(request.responseText);
      if (request.status === 200 && said !== undefined) return resolve({ ok: true, value: said as T });
      const { status } = request;
      const { detail, title, code } = (said ?? {}) as { detail?: string; title?: string; code?: string };
      resolve({ ok: false, status, code: code ?? 'unreachable', message: detail ?? title ?? '' });
    };
    request.onerror = lost('unreachable');
    request.onabort = lost('stopped');
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
const readPart = (line: string): Part | undefined =>
  readJson(line.replace(/^\[/, '').replace(/[,\]]$/, '')) as Part | undefined;
