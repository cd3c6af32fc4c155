import type { Common, Grammar } from './grammar.ts';
import {
  createOperation,
  endOperation,
  labelFrom,
  listOperations,
  operationParticipants,
  startOperation,
} from './verbs/operations.ts';
import {
  circleMembers,
  createCircle,
  createOrganisation,
  listCircles,
  listOrganisations,
  organisationClients,
} from './verbs/organisations.ts';
import {
  createAdministrator,
  createUser,
  listUsers,
  rolesFrom,
  setDisabled,
  setPassword,
  setRoles,
} from './verbs/people.ts';

/** `user`, `org`, `circle` and `operation`: the administrator's minimum. */
export function administration({ program, verb, acting, outputOf, passwordsOf, openApp }: Grammar): void {
  const user = program.command('user').description('people and who can sign in');
  verb(user, 'create-admin', 'the first administrator, on a store that has none', false)
    .requiredOption('--username <name>')
    .requiredOption('--organisation <name>')
    .requiredOption('--country <code>', 'ISO 3166-1')
    .option('--name <name>', 'the name of the person (default: the username)')
    .option('--password-stdin', 'the password comes on standard input')
    .action(async (options: Common & { username: string; organisation: string; country: string; name?: string }) => {
      const app = await openApp();
      try {
        await createAdministrator(
          app,
          { ...options, name: options.name ?? options.username },
          passwordsOf(options),
          outputOf(options),
        );
      } finally {
        await app.close();
      }
    });
  verb(user, 'create', 'a person with an account')
    .requiredOption('--username <name>')
    .requiredOption('--name <name>')
    .requiredOption('--organisation <organisation>')
    .option('--operation <operation>', 'where the roles are')
    .option('--roles <roles>', 'with commas', '')
    .option('--admin', 'an administrator of the platform')
    .action(
      (
        options: Common & {
          username: string;
          name: string;
          organisation: string;
          operation?: string;
          roles: string;
          admin?: boolean;
        },
      ) =>
        acting(options, (commander, output, passwords) =>
          createUser(
            commander,
            { ...options, admin: options.admin === true, roles: rolesFrom(options.roles) },
            passwords,
            output,
          ),
        ),
    );
  verb(user, 'set-password <user>', 'a new password; ends every session').action((text: string, options: Common) =>
    acting(options, (commander, output, passwords) => setPassword(commander, text, passwords, output)),
  );
  for (const [name, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    verb(user, `${name} <user>`, `${name} a person and their account`).action((text: string, options: Common) =>
      acting(options, (commander, output) => setDisabled(commander, text, disabled, output)),
    );
  }
  verb(user, 'roles <user>', 'set all roles of a person in an operation, or (admin only) in the directory')
    .option('--operation <operation>')
    .requiredOption('--set <roles>', 'with commas; empty for none')
    .action((text: string, options: Common & { operation?: string; set: string }) =>
      acting(options, (commander, output) =>
        setRoles(
          commander,
          {
            user: text,
            roles: rolesFrom(options.set),
            ...(options.operation !== undefined && { operation: options.operation }),
          },
          output,
        ),
      ),
    );
  verb(user, 'list', 'everybody, with their roles').action((options: Common) => acting(options, listUsers));

  const organisation = program.command('org').description('organisations');
  verb(organisation, 'create', 'a new partner')
    .requiredOption('--name <name>')
    .option('--short <name>', 'at most 24 characters')
    .option('--kind <kind>', '', 'operator')
    .requiredOption('--country <code>')
    .action((options: Common & { name: string; short?: string; kind: string; country: string }) =>
      acting(options, (commander, output) => createOrganisation(commander, options, output)),
    );
  verb(organisation, 'list', 'all of them').action((options: Common) => acting(options, listOrganisations));
  verb(organisation, 'clients <organisation>', 'those whom AMBER of this organisation also reaches')
    .option('--set <organisations>', 'with commas; empty for none')
    .action((text: string, options: Common & { set?: string }) =>
      acting(options, (commander, output) => organisationClients(commander, text, options.set, output)),
    );

  const circle = program.command('circle').description('groups of organisations to share with');
  verb(circle, 'create', 'a new circle')
    .requiredOption('--name <name>')
    .option('--members <organisations>', 'with commas', '')
    .option('--owner <organisation>')
    .action((options: Common & { name: string; members: string; owner?: string }) =>
      acting(options, (commander, output) => createCircle(commander, options, output)),
    );
  verb(circle, 'members <circle>', 'show or replace them')
    .option('--set <organisations>', 'with commas; empty: it reaches nobody')
    .action((text: string, options: Common & { set?: string }) =>
      acting(options, (commander, output) => circleMembers(commander, text, options.set, output)),
    );
  verb(circle, 'list', 'all of them').action((options: Common) => acting(options, listCircles));

  const operation = program.command('operation').description('operations, live or exercise');
  verb(operation, 'create', 'a new operation, which its maker administers')
    .requiredOption('--name <name>')
    .requiredOption('--kind <kind>', 'live or exercise')
    .option('--participants <organisations>', 'with commas, besides your own', '')
    .option('--default-tlp <label>', 'of what is made without a marking', 'TLP:GREEN')
    .action((options: Common & { name: string; kind: string; participants: string; defaultTlp: string }) =>
      acting(options, (commander, output) =>
        createOperation(commander, { ...options, defaultTlp: labelFrom(options.defaultTlp) }, output),
      ),
    );
  verb(operation, 'list', 'all that you are shown').action((options: Common) => acting(options, listOperations));
  verb(operation, 'participants <operation>', 'show or replace them')
    .option('--set <organisations>', 'with commas')
    .action((text: string, options: Common & { set?: string }) =>
      acting(options, (commander, output) => operationParticipants(commander, text, options.set, output)),
    );
  verb(operation, 'start <operation>', 'start its clock').action((text: string, options: Common) =>
    acting(options, (commander, output) => startOperation(commander, text, output)),
  );
  verb(operation, 'end <operation>', 'end it: its record is closed')
    .requiredOption('--reason <text>')
    .action((text: string, options: Common & { reason: string }) =>
      acting(options, (commander, output) => endOperation(commander, text, options.reason, output)),
    );
}
