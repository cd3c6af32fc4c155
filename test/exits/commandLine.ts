import { readFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commanderAt } from '../../server/cli/overHttp.ts';
import { commanderOn } from '../../server/cli/inProcess.ts';
import type { Commander } from '../../server/cli/commander.ts';
import { outputTo, type Output } from '../../server/cli/output.ts';
import { exportRecords } from '../../server/cli/verbs/exporting.ts';
import { importFile } from '../../server/cli/verbs/importing.ts';
import { listOperations, operationParticipants } from '../../server/cli/verbs/operations.ts';
import {
  circleMembers,
  listCircles,
  listOrganisations,
  organisationClients,
} from '../../server/cli/verbs/organisations.ts';
import { makePack } from '../../server/cli/verbs/packing.ts';
import { listUsers } from '../../server/cli/verbs/people.ts';
import { unzipped } from '../pack/pack.support.ts';
import type { Reader } from './canaries.ts';
import { COMMAND_LINE } from './exits.ts';
import type { CanaryWorld } from './world.ts';

type Verb = (typeof COMMAND_LINE)[number];

/** Every verb that tells something, as somebody with an account, through the server; on the store, as who holds it. */
export async function walkCommandLine(world: CanaryWorld, reader: 'ann' | 'root'): Promise<void> {
  const username = world.usernames.get(reader)!;
  const commander = await commanderAt(world.base, username, world.passwords.get(reader)!);
  const homes = reader === 'root' ? [commander, await commanderOn(world.app, username)] : [commander];
  for (const home of homes)
    for (const verb of COMMAND_LINE) for (const json of [true, false]) await run(world, reader, verb, home, json);
  await commander.close();
}

async function run(world: CanaryWorld, reader: Reader, verb: Verb, commander: Commander, json: boolean) {
  let told = '';
  const stream = { write: (text: string) => (told += text) };
  const out = join(world.folder, 'out');
  const file = join(world.folder, 'in.csv');
  writeFileSync(file, 'name,sector,kind,country,lat,lon\n');
  for (const operation of [world.operation, world.elsewhere]) {
    rmSync(out, { force: true });
    const output = outputTo(stream, stream, json);
    try {
      await VERBS[verb](commander, output, { world, operation, out, file, json });
    } catch (error) {
      told += String(error);
    }
    if (existsSync(out)) told += textOf(readFileSync(out));
  }
  const said = `${world.usernames.get(reader as 'ann')} ${world.operation} ${world.elsewhere} ${world.id('alfa')} ${world.id('india')} ${world.id('circle')} ${world.id('circle elsewhere')}`;
  world.canaries.requests += 1;
  world.canaries.heard(reader, verb, told, said);
}

const textOf = (bytes: Buffer): string =>
  bytes.subarray(0, 2).toString() === 'PK'
    ? unzipped(bytes)
        .map((one) => `${one.name}\n${one.bytes}`)
        .join('\n')
    : bytes.toString();

interface Given {
  readonly world: CanaryWorld;
  readonly operation: string;
  readonly out: string;
  readonly file: string;
  readonly json: boolean;
}
const exporting =
  (what: string) =>
  (commander: Commander, output: Output, { operation, out, json }: Given) =>
    exportRecords(
      commander,
      { what, operation, format: json ? 'json' : what === 'assets' ? 'geojson' : 'csv', out },
      output,
    );

const VERBS: Readonly<Record<Verb, (commander: Commander, output: Output, given: Given) => Promise<unknown>>> = {
  'user list': (commander, output) => listUsers(commander, output),
  'org list': (commander, output) => listOrganisations(commander, output),
  'org clients': (commander, output, { world, json }) =>
    organisationClients(commander, world.id(json ? 'alfa' : 'india'), undefined, output),
  'circle list': (commander, output) => listCircles(commander, output),
  'circle members': (commander, output, { world, json }) =>
    circleMembers(commander, world.id(json ? 'circle' : 'circle elsewhere'), undefined, output),
  'operation list': (commander, output) => listOperations(commander, output),
  'operation participants': (commander, output, { operation }) =>
    operationParticipants(commander, operation, undefined, output),
  'import assets': (commander, output, { operation, file }) =>
    importFile(commander, { operation, file, dryRun: true }, output),
  'export assets': exporting('assets'),
  'export incidents': exporting('incidents'),
  'export tasks': exporting('tasks'),
  pack: (commander, output, { operation, out }) =>
    makePack(commander, { operation, reason: 'An inquiry.', out }, output),
};
