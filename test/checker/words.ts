import type { Canary } from './facts.ts';
import { NAMES, type Seat } from './stage.ts';

/** For people who read a counter-example. */
export const telling = {
  seat: ({ name, person }: Seat): string => {
    const who = NAMES.get(person) ?? person;
    return name === who ? who : `${who} (${name})`;
  },
  person: (id: string): string => NAMES.get(id) ?? id,
  canary: ({ token, sent, path, key }: Canary): string =>
    `${token} ("${path}" of ${sent.command.type} by ${telling.person(sent.person)}, on ${key})`,
  /** Ids of the stage by their names. */
  named: (text: string): string => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => NAMES.get(id) ?? id),
};
