// A program of its own, for a test that kills it: opens a store and appends until its end, saying each acknowledged head.
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { append, operation } from './home.ts';

const { log } = await openSqliteStore({ directory: process.argv[2]! });
let head = await log.head(operation);
process.stdout.write(`${head}\n`);
for (;;) {
  const answer = await log.append(append(head, [`event ${head + 1}`], [`command ${head + 1}`]));
  if (answer.kind !== 'appended') throw new Error(`The append was answered ${JSON.stringify(answer)}`);
  head = answer.head;
  process.stdout.write(`${head}\n`);
}
