import { decided, eventIn, type Entry } from './history.ts';
import { Acting } from './laws/acting.ts';
import { NoHiding } from './laws/hiding.ts';
import { Resume } from './laws/resume.ts';
import type { Law } from './replay.ts';
import type { Batch } from './screen.ts';

export interface Counts {
  readonly seed: number;
  readonly commands: number;
  readonly copies: number;
  accepted: number;
  refused: number;
  inDoubt: number;
  /** By type of command and outcome or code of refusal. */
  readonly types: Record<string, Record<string, number>>;
  frames: number;
  answersOverHttp: number;
  changes: number;
  withdrawals: number;
  twins: number;
  bytes: number;
  cuts: number;
  pauses: number;
  kills: number;
  joins: number;
  resumed: number;
  batchesInColumns: number;
  picturesInColumns: number;
  /** Files given to whoever asked, and accepted commands that held only for a face as it was seen. */
  readonly files: number;
  readonly ofVersions: number;
}

export function counted(entries: readonly Entry[], laws: readonly Law[]): Counts {
  const head = entries.find((entry) => entry.k === 'stage');
  const types = new Map<string, string>();
  const outcomes = new Map<string, string>();
  const counts: Counts = {
    seed: head?.seed ?? 0,
    commands: 0,
    copies: 0,
    accepted: 0,
    refused: 0,
    inDoubt: 0,
    types: {},
    frames: 0,
    answersOverHttp: 0,
    changes: 0,
    withdrawals: 0,
    twins: 0,
    bytes: 0,
    cuts: 0,
    pauses: 0,
    kills: 0,
    joins: 0,
    resumed: laws.find((law) => law instanceof Resume)?.resumed ?? 0,
    batchesInColumns: 0,
    picturesInColumns: 0,
    files: laws.find((law) => law instanceof NoHiding)?.files ?? 0,
    ofVersions: laws.find((law) => law instanceof Acting)?.ofVersions ?? 0,
  };
  let copies = 0;
  for (const entry of entries) {
    if (entry.k === 'sent') {
      copies += 1;
      types.set(entry.command.commandId, entry.command.type);
    } else if (entry.k === 'answer') {
      const { outcome, code } = entry.outcome;
      if (decided(entry.outcome) && !outcomes.has(entry.commandId)) outcomes.set(entry.commandId, code ?? outcome);
    } else if (entry.k === 'frame') {
      counts.frames += 1;
      counts.bytes += entry.raw.length;
      const event = eventIn(entry.raw);
      if (event?.name !== 'batch') continue;
      if (entry.raw.includes('"columns":{')) counts.batchesInColumns += 1;
      const { changes } = event.message as Batch;
      counts.changes += changes.length;
      counts.withdrawals += changes.filter(({ type }) => type === 'record.withdrawn').length;
      counts.twins += changes.filter(({ set }) => set?.['cell']).length;
    } else if (entry.k === 'told') {
      counts.answersOverHttp += 1;
      counts.bytes += entry.body.length;
      if (entry.columns) counts.picturesInColumns += 1;
    } else if (entry.k === 'cut') counts.cuts += 1;
    else if (entry.k === 'paused') counts.pauses += 1;
    else if (entry.k === 'killed') counts.kills += 1;
    else if (entry.k === 'joined') counts.joins += 1;
  }
  for (const [id, type] of types) {
    const outcome = outcomes.get(id) ?? 'in doubt';
    const row = (counts.types[type] ??= {});
    row[outcome] = (row[outcome] ?? 0) + 1;
    if (outcome === 'accepted') counts.accepted += 1;
    else if (outcome === 'in doubt') counts.inDoubt += 1;
    else counts.refused += 1;
  }
  return { ...counts, commands: types.size, copies };
}
