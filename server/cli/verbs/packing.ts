import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseInstant, type Instant } from '../../../shared/time.ts';
import { checkPack } from '../../pack/check.ts';
import { inGroups } from '../../pack/signing.ts';
import { CannotRun, type Commander } from '../commander.ts';
import type { Output } from '../output.ts';
import { operationNamed } from './operations.ts';
import { packFile } from './verifyPack.ts';

interface Wanted {
  readonly operation: string;
  readonly reason: string;
  readonly from?: string;
  readonly until?: string;
  readonly out?: string;
}

/** Fetches an evidence pack, and checks what arrived before it is given its name. */
export async function makePack(commander: Commander, wanted: Wanted, output: Output): Promise<void> {
  const operation = await operationNamed(commander, wanted.operation);
  const [from, until] = [instantFrom(wanted.from, 'from'), instantFrom(wanted.until, 'until')];
  const day = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const out = wanted.out ?? `tocsin-pack-${operation.id.slice(0, 8)}-${day}.zip`;
  const bytes = await commander.pack(operation.id, {
    reason: wanted.reason,
    ...(from && { from }),
    ...(until && { until }),
  });
  const part = `${out}.part`;
  try {
    await pipeline(Readable.from(bytes), createWriteStream(part, { mode: 0o600, flags: 'w' })).catch((error: Error) => {
      throw new CannotRun(
        `The pack broke off: something in it was withdrawn, or the connection was lost. Try again. (${error.message})`,
      );
    });
    const { source, close } = await packFile(part);
    const verdict = await checkPack(source, undefined).finally(close);
    if (!verdict.ok) throw new CannotRun(`What arrived is not a whole pack: ${verdict.findings[0]?.message ?? ''}`);
    renameSync(part, out);
    const { tlp, stamp, counts } = verdict.manifest!;
    output.result({ file: out, tlp, ...(stamp && { stamp }), counts, signer: verdict.signer }, [
      `${stamp ? `${stamp}. ` : ''}${tlp}. ${operation.name} as ${commander.user.name} is shown it, in ${out}`,
      `Signed with the key ${inGroups(verdict.signer ?? '')}`,
    ]);
  } finally {
    rmSync(part, { force: true });
  }
}

function instantFrom(text: string | undefined, option: string): Instant | undefined {
  if (text === undefined) return undefined;
  const at = parseInstant(text);
  if (at) return at;
  throw new CannotRun(`--${option} must be an instant with an offset, such as 2026-03-01T10:00:00Z`);
}
