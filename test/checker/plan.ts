import { Author } from './author.ts';
import { Dice } from './random.ts';
import { GUESTS, PEOPLE, rolesOf, SEATS } from './stage.ts';
import type { Step } from './steps.ts';

export interface Shape {
  readonly seed: number;
  readonly steps: number;
  readonly rounds: number;
  readonly kills: number;
}

const COMMANDS = {
  register: 10,
  status: 12,
  details: 3,
  report: 11,
  incidentStatus: 9,
  link: 4,
  note: 12,
  task: 9,
  assign: 4,
  answerTask: 3,
  taskStatus: 3,
  mark: 17,
  scenario: 4,
  changeScenario: 2,
  ask: 5,
  answer: 5,
  members: 3,
  clients: 1,
  roles: 2,
  account: 1,
} as const;

/** What is to be done, all of it decided beforehand: the seed alone says what. */
export function planOf({ seed, steps: total, rounds, kills }: Shape): Step[] {
  const dice = new Dice(seed);
  const author = new Author(seed, dice);
  const steps: Step[] = [];
  for (const guest of Object.keys(GUESTS)) steps.push(...author.invite(guest));
  // Something to talk about from the beginning: one record of each label for everybody who may make one.
  for (const person of PEOPLE.filter((one) => rolesOf(one).includes('owner'))) {
    steps.push(author.send('register', person), author.send('report', person), author.send('register', person));
  }
  const { told, later, race } = author.opening();
  steps.push(...told);
  const laterAt = Math.floor(total * 0.3);
  const killAt = new Set(Array.from({ length: kills }, (_, index) => Math.floor(((index + 0.6) * total) / kills)));
  const levelAt = new Set(Array.from({ length: rounds - 1 }, (_, index) => Math.floor(((index + 1) * total) / rounds)));
  for (let count = 0; count < total; count++) {
    if (killAt.has(count)) steps.push({ do: 'kill' });
    if (levelAt.has(count)) steps.push({ do: 'level' });
    if (count === laterAt) steps.push(...later);
    if (count > 0 && count % Math.ceil(total / 5) === 0) steps.push(...race());
    steps.push(anything(dice, author));
  }
  steps.push(...author.amends(), { do: 'level' });
  return steps;
}

function anything(dice: Dice, author: Author): Step {
  const fault = dice.next();
  const sockets = SEATS.filter(({ by }) => by === 'socket').map(({ name }) => name);
  if (fault < 0.035) return { do: 'cut', seat: dice.pick(sockets) };
  if (fault < 0.045) return { do: 'pause', seat: dice.pick(sockets), ms: 200 + dice.below(600) };
  if (fault < 0.06) return { do: 'steal', seat: dice.pick(sockets), from: dice.pick(sockets) };
  const { kind, id } = author.anyRecord();
  if (fault < 0.12)
    return {
      do: 'look',
      seat: dice.pick(SEATS).name,
      at: dice.chance(0.4) ? 'snapshot' : 'changes',
      limit: dice.pick([3, 20, 1000]),
    };
  if (fault < 0.18) return { do: 'read', seat: dice.pick(SEATS).name, kind, id };
  if (fault < 0.2) return author.attach();
  if (fault < 0.225) return { do: 'open', seat: dice.pick(SEATS).name, back: dice.below(12) };
  if (fault < 0.24) return { do: 'presence', seat: dice.pick(sockets), kind, id };
  return author.send(dice.weighted(COMMANDS), undefined);
}
