import type { Sent } from '../facts.ts';
import { LABELS, strict } from '../policy.ts';
import { UUID } from '../random.ts';
import { against, GRACE_MS, type Law, type Telling } from '../replay.ts';
import { NO, or, YES } from '../three.ts';
import { telling } from '../words.ts';

/** Which roles a command needs at least, as the table of the policy says. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  'asset.register': ['owner', 'admin'],
  'asset.setDetails': ['owner', 'admin'],
  'asset.setStatus': ['owner', 'responder', 'liaison', 'coordinator'],
  'task.create': ['liaison', 'coordinator'],
  'sharing.mark': ['liaison', 'owner', 'coordinator'],
};
const READ_ONLY: ReadonlySet<string> = new Set(['viewer', 'evaluator', 'guest']);
/** Nothing but the record itself decides whether these are found. */
const PLAIN: ReadonlySet<string> = new Set([
  'asset.setStatus',
  'incident.setStatus',
  'incident.setSeverity',
  'task.setStatus',
]);

/** Only who may does; ids that are not shown are not found, and those that are shown are. */
export class Acting implements Law {
  readonly id = 'acting';
  readonly least = 200;
  checks = 0;
  counter: Law['counter'];
  /** Commands that hold only for a face as it was seen, and were accepted. */
  ofVersions = 0;
  readonly #said = new Map<string, string>();

  end(told: Telling): void {
    for (const sent of told.facts.sent.values()) {
      if (sent.operation === 'directory' || !sent.outcome) continue;
      if (sent.outcome.outcome === 'accepted') this.#accepted(sent, told);
      else if (sent.outcome.code === 'not-found' && PLAIN.has(sent.command.type)) this.#notFound(sent, told);
    }
  }

  #accepted(sent: Sent, told: Telling): void {
    const { command, person, t, answeredT } = sent;
    const { facts, policy } = told;
    const window = { from: t - GRACE_MS - told.excused(t), to: answeredT };
    const say = (words: string) =>
      against(
        this,
        sent.answeredN,
        `${telling.person(person)}'s ${command.type} ${command.commandId} was accepted: ${words}.`,
      );
    this.checks += 1;
    const possible = (facts.roles.get(person)?.during(window) ?? []).flat();
    const needed = NEEDS[command.type];
    if (needed ? !possible.some((role) => needed.includes(role)) : possible.every((role) => READ_ONLY.has(role)))
      say(`the roles ${possible.join(', ') || '(none)'} do not allow it`);
    const entity = command.data['entity'] as { kind: string; id: string } | undefined;
    const marked = entity && facts.records.get(`${entity.kind}:${entity.id}`);
    const marks = command.type === 'sharing.mark' || command.data['answer'] === 'granted';
    const asked = facts.asked.get(String(command.data['releaseId']));
    const released = asked && facts.records.get(asked.key);
    if (command.type === 'sharing.answer' && released && released.owner !== facts.organisationOf(person))
      say('only the owner of a record answers who asks for it');
    if (marks && marked && marked.owner !== facts.organisationOf(person)) say('only the owner of a record marks it');
    this.#markings(sent, say);
    if (command.ifVersion !== undefined) this.#asSeen(sent, told, say);
    for (const id of JSON.stringify(command.data).match(UUID) ?? []) {
      const record = facts.byId.get(id);
      if (!record || record.made === sent) continue;
      this.checks += 1;
      const shown = or(
        () => policy.sees(person, record.key, window),
        () => policy.seesTwin(person, record.key, window),
      );
      if (shown === NO) say(`${record.key} is not shown to them`);
    }
  }

  /** What was said of a face that looks otherwise by now is refused: of two who say it of one and the same, the first is heard. */
  #asSeen({ command, person }: Sent, { facts }: Telling, say: (words: string) => void): void {
    this.checks += 1;
    this.ofVersions += 1;
    if (command.ifVersion! < 1000) say('no face ever had that version');
    const asset = facts.records.get(`asset:${String(command.data['assetId'])}`);
    // What its owner's people say stands in the face that they all are shown.
    if (!asset || asset.owner !== facts.organisationOf(person)) return;
    const said = `${asset.key} ${command.ifVersion}`;
    const before = this.#said.get(said);
    if (before !== undefined && before !== command.commandId) say(`${before} had changed that version already`);
    this.#said.set(said, command.commandId);
  }

  /** The restricted fields never have a wider marking than the record. */
  #markings({ command }: Sent, say: (words: string) => void): void {
    const marking = command.data['marking'] as { tlp: string; restricted?: { tlp: string } } | undefined;
    if (marking && !LABELS.includes(marking.tlp)) say('there is no such label');
    if (marking?.restricted && strict(marking.restricted.tlp) < strict(marking.tlp))
      say('its restricted fields are wider than itself');
  }

  #notFound(sent: Sent, told: Telling): void {
    const { command, person, t, answeredT } = sent;
    const id = String(command.data['assetId'] ?? command.data['incidentId'] ?? command.data['taskId']);
    const record = told.facts.byId.get(id);
    if (!record || record.made.answeredN > sent.n) return;
    this.checks += 1;
    if (told.policy.sees(person, record.key, { from: t - 50, to: answeredT }) === YES)
      against(
        this,
        sent.answeredN,
        `${telling.person(person)}'s ${command.type} ${command.commandId}: ${record.key} was not found, and is shown to them.`,
      );
  }
}
