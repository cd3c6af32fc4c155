import type { ClockFace } from '../../../shared/domain/operation/record.ts';
import { OPERATION_KINDS, TLP, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { DIRECTORY } from '../../../shared/ids.ts';
import { CannotRun, type Commander, type OperationListed } from '../commander.ts';
import { carriedOut, directoryOf, listed, named, newId } from '../names.ts';
import { table, type Output } from '../output.ts';

export function labelFrom(text: string): Tlp {
  const label = TLP.find((one) => one === text.toUpperCase() || one === `TLP:${text.toUpperCase()}`);
  if (!label) throw new CannotRun(`"${text}" is no TLP 2.0 label. There are: ${TLP.join(', ')}.`);
  return label;
}

/** Whoever makes it takes part with their organisation, and administers it. */
export async function createOperation(
  commander: Commander,
  wanted: { name: string; kind: string; participants: string; defaultTlp: Tlp },
  output: Output,
): Promise<void> {
  if (!(OPERATION_KINDS as readonly string[]).includes(wanted.kind))
    throw new CannotRun(`"${wanted.kind}" is neither live nor exercise.`);
  const directory = await directoryOf(commander);
  const { user } = commander;
  const others = listed(wanted.participants).map((one) => named(directory.organisation, 'organisation', one).id);
  const participants = [...new Set([user.organisation, ...others])];
  const operationId = newId();
  await carriedOut(commander, DIRECTORY, 'operation.create', {
    operationId,
    name: wanted.name,
    kind: wanted.kind,
    defaultTlp: wanted.defaultTlp,
    participants,
  });
  await carriedOut(commander, DIRECTORY, 'user.setRoles', {
    userId: user.id,
    operation: operationId,
    roles: ['admin'],
  });
  output.result({ operation: operationId, participants }, [
    `${wanted.name}: ${operationId}`,
    `${participants.length} organisations take part; ${user.name} administers it. Start it with: operation start ${operationId}`,
  ]);
}

/** Administrators may name any; everybody else those they have a part in. */
export async function operationNamed(commander: Commander, text: string): Promise<OperationListed> {
  const { operation } = await directoryOf(commander);
  return named<OperationListed>(operation.length > 0 ? operation : await commander.operations(), 'operation', text);
}

export async function listOperations(commander: Commander, output: Output): Promise<void> {
  const { operation } = await directoryOf(commander);
  const rows = operation.map(({ id, name, kind, participants, defaultTlp }) => ({
    id,
    name,
    kind,
    participants: participants.length,
    defaultTlp,
  }));
  output.result(
    rows,
    table(rows.map((one) => [one.id, one.kind, one.defaultTlp, `${one.participants} organisations`, one.name])),
  );
}

export async function operationParticipants(
  commander: Commander,
  text: string,
  set: string | undefined,
  output: Output,
): Promise<void> {
  const directory = await directoryOf(commander);
  const operation = named(directory.operation, 'operation', text);
  const participants =
    set === undefined
      ? operation.participants
      : listed(set).map((one) => named(directory.organisation, 'organisation', one).id);
  if (set !== undefined)
    await carriedOut(commander, DIRECTORY, 'operation.setParticipants', { operationId: operation.id, participants });
  const names = participants.map((id) => directory.organisation.find((one) => one.id === id)?.name ?? id);
  output.result({ operation: operation.id, participants }, [`In ${operation.name}: ${names.join(', ')}`]);
}

export async function startOperation(commander: Commander, text: string, output: Output): Promise<void> {
  const operation = await operationNamed(commander, text);
  await carriedOut(commander, operation.id, 'clock.start', {});
  output.result({ operation: operation.id, phase: 'running' }, [`${operation.name} runs.`]);
}

export async function endOperation(commander: Commander, text: string, reason: string, output: Output): Promise<void> {
  const operation = await operationNamed(commander, text);
  await carriedOut(commander, operation.id, 'operation.end', { reason });
  const clock = ((await commander.snapshot(operation.id))?.clock ?? [])[0] as unknown as ClockFace | undefined;
  output.result({ operation: operation.id, phase: clock?.phase }, [
    `${operation.name} has ended. Its record is closed.`,
  ]);
}
