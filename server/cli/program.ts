import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { shownConfig, type Config } from '../config.ts';
import type { App } from '../app.ts';
import type { Chains } from './chainFile.ts';
import { CannotRun, type Commander } from './commander.ts';
import { outputTo, table, type Output } from './output.ts';
import { passwordsAsked, passwordsFrom, type Passwords } from './password.ts';
import { administration } from './administration.ts';
import type { Common, Work } from './grammar.ts';
import { backUp, restore, type Home } from './verbs/backup.ts';
import { runCascade } from './verbs/cascade.ts';
import { LINK_RULES, type LinkRule } from './verbs/cascadeTable.ts';
import { EXPORTED, exportRecords, FORMATS } from './verbs/exporting.ts';
import { importFile } from './verbs/importing.ts';
import { makePack } from './verbs/packing.ts';
import { verifyChains } from './verbs/verify.ts';
import { verifyPack } from './verbs/verifyPack.ts';

/** What `cli.ts` brings: the homes of the store, and the streams of the process. */
export interface Surroundings {
  readonly config: Config;
  /** The server's own parts on the store, without listening. Rejects in words when another process holds it. */
  openApp(): Promise<App>;
  commanderOn(app: App, username: string | undefined): Promise<Commander>;
  commanderAt(server: string, username: string, password: string): Promise<Commander>;
  openChains(): Promise<Chains>;
  readonly home: Home;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** 0 done; 1 some rows were refused, or a chain is altered; 2 could not run. */
export async function runProgram(words: readonly string[], surroundings: Surroundings): Promise<number> {
  let code = 0;
  const program = build(surroundings, (ok) => {
    code = ok ? 0 : 1;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    surroundings.stderr.write(`${error instanceof CannotRun ? error.message : wordsOf(error)}\n`);
    return 2;
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function build(around: Surroundings, ended: (ok: boolean) => void): Command {
  const { config, stdin, stdout, stderr } = around;
  const program = new Command('tocsin')
    .description('Administration of a Tocsin store.')
    .exitOverride()
    .showHelpAfterError();
  program.configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });

  /** A command with what all have in common; `acting`: it acts as a user. */
  const verb = (parent: Command, text: string, about: string, acting = true): Command => {
    const made = parent.command(text).description(about).option('--json', 'one JSON value on standard output');
    if (!acting) return made;
    return made
      .option('--as <username>', 'the user who acts (default: the only administrator)')
      .option('--server <url>', 'through the server that holds the store; asks for the password of --as')
      .option(
        '--password-stdin',
        'passwords come on standard input, one a line, in the order in which they are asked for',
      );
  };
  const outputOf = (options: Common): Output => outputTo(stdout, stderr, options.json === true);
  const passwordsOf = (options: Common): Passwords =>
    options.passwordStdin ? passwordsFrom(stdin) : passwordsAsked(stdin, (text) => stderr.write(text));

  const acting = async (options: Common, work: Work): Promise<void> => {
    const passwords = passwordsOf(options);
    let commander: Commander;
    let close: () => Promise<void>;
    if (options.server !== undefined) {
      if (options.as === undefined) throw new CannotRun('Say who signs in there: --as USERNAME');
      commander = await around.commanderAt(options.server, options.as, await passwords.ask(options.as));
      close = () => commander.close();
    } else {
      const app = await around.openApp();
      close = () => app.close();
      try {
        commander = await around.commanderOn(app, options.as);
      } catch (error) {
        await close();
        throw error;
      }
    }
    try {
      ended((await work(commander, outputOf(options), passwords)) !== false);
    } finally {
      await close();
    }
  };

  verb(program, 'config', 'the settings in force, secrets masked', false).action((options: Common) => {
    const shown = shownConfig(config);
    outputOf(options).result(shown, table(Object.entries(shown)));
  });

  verb(
    program,
    'verify [pack]',
    'walk the hash chain of every stream, or check an evidence pack by itself, and say where it was altered',
    false,
  )
    .option('--operation <id>', 'only this one, or "directory"')
    .option('--key <key>', 'the key a pack should be signed with: its fingerprint, or a file with it')
    .action(async (pack: string | undefined, options: Common & { operation?: string; key?: string }) => {
      if (pack !== undefined) return ended(await verifyPack(pack, options.key, outputOf(options)));
      if (options.key !== undefined) throw new CannotRun('Which pack? Say: tocsin verify PACK --key KEY');
      const chains = await around.openChains();
      try {
        ended(await verifyChains(chains, options.operation, outputOf(options)));
      } finally {
        await chains.close();
      }
    });

  verb(
    program,
    'backup <directory>',
    'copy the store as it is now, beside a running server, and verify the copy',
    false,
  ).action(async (directory: string, options: Common) =>
    ended(await backUp(around.home, directory, outputOf(options))),
  );
  verb(
    program,
    'restore <directory>',
    'put a backup into an empty data directory or database, and verify it',
    false,
  ).action(async (directory: string, options: Common) =>
    ended(await restore(directory, around.home, outputOf(options))),
  );

  verb(
    program,
    'cascade <file>',
    'run a network of assets that need one another: JSON in the interchange form, GeoJSON, or a table of links',
    false,
  )
    .option(
      '--fail <id@time>',
      'an asset or a group that fails, and when: seconds, or 90m, 4h, 2d; repeatable',
      gathered,
      [],
    )
    .option('--until <time>', 'how far to run: seconds, or 90m, 4h, 2d')
    .addOption(
      new Option('--links <rule>', 'of a GeoJSON or a table: what an asset needs of those that feed it')
        .choices(LINK_RULES)
        .default('any'),
    )
    .option('--both-ways', 'of a GeoJSON or a table: each link feeds in both directions')
    .action(async (file: string, options: Common & CascadeOptions) => {
      const { fail, until, links: rule, bothWays = false } = options;
      ended(await runCascade({ file, fail, until, rule, bothWays }, outputOf(options)));
    });

  administration({ program, verb, acting, outputOf, passwordsOf, openApp: around.openApp });

  const importing = program.command('import').description('data of others into an operation');
  verb(importing, 'assets <file>', 'assets from .geojson or .csv; may be repeated without doubling anything')
    .requiredOption('--operation <operation>')
    .option(
      '--marking <label>',
      'the label of new assets; without it the default of the operation applies and they are shown as unmarked',
    )
    .option('--map <pairs>', 'which column is what: name=Station,lat=Y')
    .option('--sectors <file>', 'a JSON table of sector words: {"grid": "energy"}')
    .option('--refused <file>', 'where refused rows and their reasons go (default: beside the input)')
    .option('--limit-rate <rows>', 'rows a second, at most', positive)
    .option('--dry-run', 'say what would happen; store nothing')
    .action((file: string, options: Common & ImportOptions) =>
      acting(options, (commander, output) =>
        importFile(commander, { ...options, file, dryRun: options.dryRun === true }, output),
      ),
    );

  const exporting = program.command('export').description('what a user is shown, as a file');
  for (const what of EXPORTED) {
    verb(exporting, what, `${what} of an operation`)
      .requiredOption('--operation <operation>')
      .option('--format <format>', FORMATS.join(', '), what === 'tasks' ? 'csv' : 'geojson')
      .option('--out <file>', 'default: standard output')
      .action((options: Common & { operation: string; format: string; out?: string }) =>
        acting(options, (commander, output) => exportRecords(commander, { ...options, what }, output)),
      );
  }

  verb(program, 'pack <operation>', 'what a user is shown of an operation, signed, to take away')
    .requiredOption('--reason <text>', 'why; it stands in the pack and in the journal of readings')
    .option('--from <instant>', 'time of the operation: nothing older')
    .option('--until <instant>', 'time of the operation: nothing later')
    .option('--out <file>', 'default: a name with the operation and the time')
    .action((operation: string, options: Common & Omit<Parameters<typeof makePack>[1], 'operation'>) =>
      acting(options, (commander, output) => makePack(commander, { ...options, operation }, output)),
    );
  return program;
}

interface CascadeOptions {
  readonly fail: readonly string[];
  readonly until?: string;
  readonly links: LinkRule;
  readonly bothWays?: boolean;
}
const gathered = (value: string, before: readonly string[]): readonly string[] => [...before, value];

interface ImportOptions {
  readonly operation: string;
  readonly marking?: string;
  readonly map?: string;
  readonly sectors?: string;
  readonly refused?: string;
  readonly limitRate?: number;
  readonly dryRun?: boolean;
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError('This must be a number above 0.');
  return number;
}
