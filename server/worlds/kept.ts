import { createHash } from 'node:crypto';
import { World } from '../../shared/domain/world.ts';
import type { WorldPart } from '../../shared/domain/worldParts.ts';
import { refOf, type Marked } from '../../shared/domain/entity.ts';
import { Interning, Texts } from './interning.ts';

/** What a kept world is tagged with: it is used only where all of this fits. */
export interface KeptHead {
  readonly form: 1;
  readonly operation: string;
  /** Of the fold that made it. */
  readonly fold: string;
  readonly position: number;
  /** Of the journal's row at that position. */
  readonly hash: string;
}

/** How long (ms) parts are told before others get their turn (P-R4). */
const SLICE_MS = 4;
const PIECE_CHARACTERS = 256 * 1024;
const breathe = (): Promise<void> => new Promise((resume) => setImmediate(resume));

/** Lines of JSON: the head, the parts, and last a digest over all before it. In slices; the world may go on meanwhile. */
export async function* piecesOf(head: KeptHead, world: World): AsyncIterable<Uint8Array> {
  const digest = createHash('sha256');
  let text = `${JSON.stringify(head)}\n`;
  let began = performance.now();
  const piece = (): Uint8Array => {
    const bytes = Buffer.from(text);
    text = '';
    digest.update(bytes);
    return bytes;
  };
  for (const part of world.parts(head.position)) {
    text += `${JSON.stringify(part)}\n`;
    if (text.length >= PIECE_CHARACTERS) yield piece();
    if (performance.now() - began < SLICE_MS) continue;
    await breathe();
    began = performance.now();
  }
  yield piece();
  yield Buffer.from(`{"sha256":"${digest.digest('hex')}"}\n`);
}

const LAST_LINE = Buffer.byteLength(`{"sha256":"${'0'.repeat(64)}"}\n`);

export type Opened = { readonly head: KeptHead; readonly lines: Buffer } | { readonly damaged: string };

/** The head of what was kept, once its digest has been found right. */
export function openKept(bytes: Uint8Array): Opened {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const content = all.subarray(0, Math.max(0, all.length - LAST_LINE));
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (all.toString('latin1', content.length) !== `{"sha256":"${sha256}"}\n`)
    return { damaged: 'it is not what was written' };
  const end = content.indexOf(10);
  try {
    const head = JSON.parse(content.toString('utf8', 0, end)) as KeptHead;
    return { head, lines: content.subarray(end + 1) };
  } catch {
    return { damaged: 'it has no head' };
  }
}

/** The world that was kept. Throws on anything that is no part; the digest has said that this cannot be. */
export function worldOf(lines: Buffer): World {
  const world = new World();
  const interning = new Interning();
  const texts = new Texts();
  for (let at = 0; at < lines.length;) {
    const end = lines.indexOf(10, at);
    const part = JSON.parse(lines.toString('utf8', at, end)) as WorldPart;
    if (part.is === 'record') {
      // A piece of its key is the smaller copy.
      const id = texts.one(refOf(part.key).id);
      texts.in(part);
      for (const [, , members] of part.versions) interning.record(id, members as Partial<Marked> | null);
    }
    if (part.is === 'touches') {
      texts.in(part.touches);
      for (const { event } of part.touches) if (event) interning.event(event);
    }
    world.adopt(part);
    at = end + 1;
  }
  return world;
}
