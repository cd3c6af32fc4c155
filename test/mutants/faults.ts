/** One small change of the product that would let something leak, or take something away, and what catches it. */
export interface Fault {
  readonly id: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Where a test must fail; absent: `FIRST`, then `THEN`. */
  readonly tests?: readonly string[];
}

/** Fast and telling. */
export const FIRST = ['test/domain', 'test/oracle'] as const;
/** Slower: what the first did not catch. */
export const THEN = ['test/laws'] as const;

const audience = 'shared/sharing/audience.ts';
const face = 'shared/sharing/face.ts';
const difference = 'shared/sharing/difference.ts';

export const FAULTS: readonly Fault[] = [
  // The table of labels.
  {
    id: 'expired records stay',
    file: audience,
    find: 'if (expiredAt(marking, view.time) && !isOwners(audience, marking)) return false;\n  if (!withinLink',
    replace: 'if (!withinLink',
  },
  {
    id: 'clients see AMBER+STRICT',
    file: audience,
    find: "audience.roleClass !== 'guest' && reaches(audience.organisation, owner, named, false, view)",
    replace: "audience.roleClass !== 'guest' && reaches(audience.organisation, owner, named, true, view)",
  },
  {
    id: 'guests see AMBER+STRICT',
    file: audience,
    find: "return audience.roleClass !== 'guest' && reaches(",
    replace: 'return reaches(',
  },
  {
    id: 'everybody known by name sees RED',
    file: audience,
    find: 'return audience.user !== undefined && named.persons.includes(audience.user);',
    replace: 'return audience.user !== undefined;',
  },
  {
    id: 'a scheduled downgrade is forgotten in the audience',
    file: audience,
    find: 'return admitted(audience, marking.owner, marking, tlp, view);',
    replace: 'return admitted(audience, marking.owner, marking, marking.tlp, view);',
  },
  {
    id: 'clients of clients',
    file: audience,
    find: 'for (const member of members)\n    for',
    replace: 'for (const member of reached)\n    for',
  },
  {
    id: 'what hangs on a hidden record is shown',
    file: audience,
    find: 'return sources.every((source) => showsKey(audience, source, view));',
    replace: 'return true;',
  },
  {
    id: 'restricted fields for all',
    file: audience,
    find: 'if (!marking.restricted) return true;',
    replace: 'if (marking) return true;',
  },
  {
    id: 'a note follows the widening of its record',
    file: audience,
    find: 'if (narrower) return true;',
    replace: 'if (narrower || now) return true;',
  },
  {
    id: 'a RED task is for the whole organisation of its assignee',
    file: audience,
    find: "if (tlpAt(record.marking, view.time) !== 'TLP:RED') return true;\n  return audience.user !== undefined && assignee.user === audience.user;",
    replace: 'return true;',
  },
  {
    id: 'what is not understood stays visible',
    file: audience,
    find: 'if (marked.hidden && !isOwners(audience, marked.marking)) return false;',
    replace: '',
  },
  {
    id: 'references to RED from what is not',
    file: audience,
    find: "return !red || tlpAt(from, view.time) === 'TLP:RED' ? id : undefined;",
    replace: 'return id;',
  },
  // Guests.
  {
    id: 'a guest link never ends',
    file: audience,
    find: 'guest.until <= view.time || ',
    replace: '',
  },
  {
    id: 'a guest outlives its sponsor',
    file: audience,
    find: 'if (!sponsor || sponsor.disabled || sponsor.organisation !== person.organisation) return false;',
    replace: 'if (!sponsor) return true;',
  },
  {
    id: 'the cap of a guest is forgotten',
    file: audience,
    find: 'strictness(tlp) <= strictness(guest?.cap ?? GUEST_ACCOUNT_CAP);',
    replace: 'true;',
  },
  {
    id: 'named records are only a hint',
    file: audience,
    find: 'if (!records) return true;',
    replace: 'if (!records || keys) return true;',
  },
  // Twins.
  {
    id: 'the twin beside the asset',
    tests: ['test/domain/twins.test.ts'],
    file: audience,
    find: "return !shows(audience, 'asset', asset, view);",
    replace: 'return true;',
  },
  {
    id: 'a twin tells its name',
    file: face,
    find: '    sector: asset.sector,\n    cell: twin.cell,',
    replace: '    name: asset.name,\n    sector: asset.sector,\n    cell: twin.cell,',
  },
  {
    id: 'a twin keeps the ids of the needs',
    file: face,
    find: '.map((need) => ({ ...need, needId: ofTwin(twin, need) }))',
    replace: '',
  },
  {
    id: 'a twin moves with every word',
    file: 'shared/domain/asset/twin.ts',
    find: 'since: before && before.band === band ? before.since : wholeMinute(at),',
    replace: 'since: at,',
  },
  {
    id: 'a request tells whose the twin is',
    file: face,
    find: 'to: whose ? to : undefined,',
    replace: 'to,',
  },
  // The face.
  {
    id: 'k counts hidden suppliers',
    file: face,
    find: 'k: k === undefined ? undefined : Math.min(k, suppliers.length),',
    replace: 'k,',
  },
  {
    id: 'demand counts hidden suppliers',
    file: face,
    find: 'Math.max(1, Math.min(demand, nominal)),',
    replace: 'demand,',
  },
  {
    id: 'circles and reasons for all',
    file: face,
    find: '  if (!mine) return content;\n',
    replace: '',
  },
  {
    id: 'a version that counts',
    file: face,
    find: "  face['version'] = versionOf(glimpse);",
    replace: "  face['version'] = view.position;",
  },
  {
    id: 'the past in a wider form',
    file: face,
    find: '(reader) => admitsRestricted(reader, marking, view) && pastAdmitsRestricted(reader, kind, record, view),',
    replace: '(reader) => admitsRestricted(reader, marking, view),',
  },
  {
    id: 'a merge into a hidden incident is told',
    file: face,
    find: "const told = mergedInto === undefined ? incident.journal.filter(({ what }) => what !== 'merged') : incident.journal;",
    replace: 'const told = incident.journal;',
  },
  {
    id: 'lists in the order of what is behind',
    file: face,
    find: '    .filter((id) => id !== undefined)\n    .sort();',
    replace: '    .filter((id) => id !== undefined);',
  },
  {
    id: 'names of people who are nobody’s contact',
    file: audience,
    find: 'return roles.some((role) => CONTACT.has(role)) && showsOrganisation',
    replace: 'return showsOrganisation',
  },
  {
    id: 'the read journal names what its reader may not see',
    file: audience,
    find: 'isMember(audience, reading.owners) && (!reading.on || showsKey(audience, keyOfRef(reading.on), view))',
    replace: 'isMember(audience, reading.owners)',
    tests: ['test/oracle', 'test/server/readings.test.ts', 'test/laws'],
  },
  {
    id: 'a preview shows what partners share',
    file: audience,
    find: 'if (audience.only !== undefined && marked.marking.owner !== audience.only) return false;\n  if (marked.hidden',
    replace: 'if (marked.hidden',
    tests: ['test/oracle', 'test/server/sharingRoutes.test.ts'],
  },
  // The difference.
  {
    id: 'withdraw what was never seen',
    tests: ['test/domain/delivering.test.ts', 'test/domain'],
    file: difference,
    find: 'if (!g) return f && {',
    replace: 'if (!g) return {',
  },
  {
    id: 'referrers are not looked at',
    file: difference,
    find: 'const seen = addReferrers(keys, visibility, before, after);',
    replace: 'const seen = new Set(visibility);',
  },
  {
    id: 'twins are not looked at',
    file: difference,
    find: '  const seen = addReferrers(keys, visibility, before, after);\n  addTwins(keys, before, after);\n',
    replace: '  const seen = addReferrers(keys, visibility, before, after);\n',
  },
  {
    id: 'deadlines pass unseen',
    file: difference,
    find: '  mayShowAnew(after.operation.deadlinesBetween(toMs(before.time), toMs(after.time)));\n',
    replace: '',
  },
  {
    id: 'circles change unseen',
    file: difference,
    find: "if (kind === 'circle') yield* world.markedWithCircle(id);",
    replace: '',
  },
  {
    id: 'the author of a change is told to all',
    file: difference,
    find: 'by: named ? event.by : { organisation }',
    replace: 'by: event.by',
  },
  // Acting.
  {
    id: 'wipe unseen members',
    file: 'shared/domain/incident/decide.ts',
    find: 'return [...wanted, ...hidden].sort();',
    replace: 'return hidden ? [...wanted].sort() : [];',
  },
  {
    id: 'keep a schedule over a tightening',
    file: 'shared/domain/marked.ts',
    find: 'return { ...rest, marking, acts:',
    replace: 'return { ...rest, marking: { ...record.marking, ...marking }, acts:',
  },
  {
    id: 'ids that are not shown resolve',
    file: 'shared/domain/decision.ts',
    find: "if (id !== undefined && !shown(id)) return refused('not-found');",
    replace: 'shown(id ?? kind);',
  },
  {
    id: 'widen on copy',
    tests: ['test/domain/seeing.test.ts'],
    file: 'shared/domain/markingOf.ts',
    find: 'if (parent) {',
    replace: 'if (parent && fallback === undefined) {',
  },
  {
    id: 'anybody marks',
    file: 'shared/policy/may.ts',
    find: "  if (shown && !mine(sight, shown.owner))\n    return 'Only the owner of a record decides who sees it. You may ask for a release.';\n",
    replace: '',
  },
  {
    id: 'a grant by whoever asks',
    file: 'shared/policy/may.ts',
    find: "  if (release && !mine(sight, release.to)) return 'Only the owner of what it asks for answers a request.';\n  // A grant marks the record: whoever may not mark it cannot grant.\n  if (release?.on) return marksIt(sight, { entity: release.on } as Ids);\n",
    replace: '',
  },
  // Cursors.
  {
    id: 'a cursor opens for everybody',
    file: 'server/desk/cursors.ts',
    find: "createHash('sha256').update(bound).digest();",
    replace: "createHash('sha256').update(bound.slice(0, 0)).digest();",
    tests: ['test/domain/delivering.test.ts', 'test/laws', 'test/server/apiHidden.test.ts'],
  },
  {
    id: 'a page by the circles of the past',
    file: 'server/desk/paging.ts',
    find: 'let view: View = { ...present, position: before.position };',
    replace: 'let view: View = before;',
    tests: ['test/domain', 'test/laws'],
  },
  {
    id: 'a page shows what was recalled since',
    file: 'server/desk/paging.ts',
    find: "return (yield* recalled(audience, view, present, changes)) ? 'gone' : { changes, view, cut: true };",
    replace: 'return { changes, view, cut: true };',
    tests: ['test/domain', 'test/laws'],
  },
  {
    id: 'a cursor of another person’s link',
    file: 'server/desk/desk.ts',
    find: "${audience.roleClass === 'guest' ? `/${audience.user}` : ''}",
    replace: '',
    tests: ['test/domain/delivering.test.ts'],
  },
  // Exits.
  {
    id: 'stay in the audience on revoke',
    file: 'server/desk/desk.ts',
    find: 'const actor = this.entitled(listener.user);\n        if (actor && this.#audienceOf(actor).roleClass === chain.audience.roleClass) continue;',
    replace: 'const actor = this.entitled(listener.user);\n        if (chain) continue;',
    tests: ['test/wire/revocation.test.ts', 'test/domain', 'test/server/guests.test.ts'],
  },
  {
    id: 'guests whose time is over stay',
    file: 'server/desk/desk.ts',
    find: '    this.#dismissGuests();\n',
    replace: '',
    tests: ['test/laws/moments.test.ts'],
  },
  {
    id: 'answers for everybody',
    file: 'server/desk/desk.ts',
    find: 'const forAll = changes.length > 0 || empty ? batch : undefined;',
    replace: 'const forAll = { ...batch, answered: [...answered.values()].flat() };',
    tests: ['test/domain', 'test/laws'],
  },
  {
    id: 'hidden work has a heartbeat',
    file: 'server/desk/desk.ts',
    find: 'if (chain.gathered.size > 0 || chain.answered.size > 0) this.#wake(chain);',
    replace: 'this.#send(chain, true);',
    tests: ['test/domain', 'test/laws'],
  },
  {
    id: 'presence tells where people look',
    file: 'server/live/presence.ts',
    find: 'const looking = here.looking && seen(keyOfRef(here.looking)) ? here.looking : undefined;',
    replace: 'seen(keyOfRef(here.looking ?? { kind: "asset", id: "" }));\n    const looking = here.looking;',
    tests: ['test/domain', 'test/laws', 'test/wire/messages.test.ts'],
  },
  {
    id: 'attachments for whoever has the address',
    file: 'server/http/attachmentRoutes.ts',
    find: 'const stored = shown && (await tables.getBlob(id));',
    replace: 'const stored = shown ? await tables.getBlob(id) : await tables.getBlob(id);',
    tests: ['test/server/apiHidden.test.ts', 'test/laws/secrecy.test.ts'],
  },
  {
    id: 'bytes before the journal',
    file: 'server/readings.ts',
    find: "if (outcomes.some(({ outcome }) => outcome !== 'accepted')) return false;",
    replace: '',
    tests: ['test/server/readings.test.ts', 'test/server/sharingRoutes.test.ts'],
  },
  // Scenarios, and what owners say of predictions.
  {
    id: 'a scenario beside assets that are not shown',
    file: 'shared/domain/references.ts',
    find: "if (kind === 'scenario') return",
    replace: "if (kind === 'scenario' && (record as Scenario).steps.length > 99) return",
  },
  {
    id: 'a scenario points to a TLP:RED asset',
    file: audience,
    find: "if (kind === 'scenario') {",
    replace: "if (kind === 'scenario' && marked.marking.tlp === 'TLP:RED') {",
  },
  {
    id: 'a scenario with other steps is not looked at anew',
    file: 'shared/domain/references.ts',
    find: '    x.steps !== y.steps ||\n',
    replace: '',
  },
  {
    id: 'anybody answers for the owner',
    file: 'shared/policy/may.ts',
    find: "'asset.answerPrediction': ownsAsset,",
    replace: "'asset.answerPrediction': contributesAsMember,",
  },
  {
    id: 'a refutation outlives the change of a supplier',
    file: 'shared/cascade/faces.ts',
    find: 'latestChange(from, face, claim.heldAt ?? claim.at) === undefined',
    replace: 'true',
    tests: ['test/domain/predictions.test.ts'],
  },
];

/** Those that `npm test` plants: one of the face, one of the difference, one of acting. */
export const THREE: readonly string[] = ['the twin beside the asset', 'withdraw what was never seen', 'widen on copy'];
