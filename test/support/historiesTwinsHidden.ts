import type { Asset } from '../../shared/domain/asset/record.ts';
import type { Kind } from '../../shared/domain/entity.ts';
import type { AssetStatus } from '../../shared/domain/vocabulary.ts';
import { get } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { face } from '../../shared/sharing/face.ts';
import { fromMs } from '../../shared/time.ts';
import type { Dice } from './historiesDice.ts';
import type { CoreNode } from './historiesNode.ts';
import { NAMES, needsOf, ROOT } from './historiesTwinsPlace.ts';

type Made =
  'asset' | 'incident' | 'task' | 'note' | 'circle' | 'guest' | 'agreement' | 'release' | 'organisation' | 'person';

/** A node cranked by hand, or the whole server. */
type Where = Pick<CoreNode, 'pipeline' | 'worlds' | 'log' | 'followEverything'>;

/** Levels that leave a coarse twin in the band it is in, whatever it came from. */
const WITHIN: Readonly<Record<AssetStatus, readonly [AssetStatus, number, number]>> = {
  operational: ['operational', 955_000, 1_000_000],
  degraded: ['degraded', 210_000, 790_000],
  failed: ['failed', 0, 45_000],
  unknown: ['unknown', 0, 0],
};

/**
 * What P, Q and R do that the policy hides from O, written from its tables and asking no `face`: AMBER+STRICT or RED
 * without O, in circles, agreements and operations without O, restricted fields, the inside of a twin's band, guests,
 * requests and readings among themselves. None of it changes what anybody can do in O's sight.
 */
export class HiddenSteps {
  readonly #dice: Dice;
  readonly #node: Where;
  readonly #now: () => number;
  readonly #bases: Readonly<Record<string, readonly string[]>>;
  readonly #made = new Map<Made, string[]>();
  /** By kind of step, how often it was accepted. */
  readonly done = new Map<string, number>();
  readonly looking = new Map<string, { kind: Kind; id: string }>();

  constructor(dice: Dice, node: Where, now: () => number, bases: Readonly<Record<string, readonly string[]>>) {
    this.#dice = dice;
    this.#node = node;
    this.#now = now;
    this.#bases = bases;
  }

  async one(): Promise<void> {
    const steps = Object.entries(this.#steps);
    const [name, step] = this.#dice.pick(steps);
    if (await step()) this.done.set(name, (this.done.get(name) ?? 0) + 1);
    await this.#node.followEverything();
  }

  async #say(user: string, type: string, data: object, operation: string = NAMES.operation): Promise<boolean> {
    const message = { commandId: this.#dice.id(), type, data };
    const outcome =
      user === NAMES.root
        ? await this.#node.pipeline.submitAs(operation, ROOT, message)
        : await this.#node.pipeline.submit(operation, user, message);
    return outcome.outcome === 'accepted';
  }
  async #make(kind: Made, user: string, type: string, data: object, operation?: string): Promise<boolean> {
    const id = (data as Record<string, string>)[`${kind === 'person' ? 'user' : kind}Id`]!;
    const done = await this.#say(user, type, data, operation);
    if (done) this.#made.set(kind, [...(this.#made.get(kind) ?? []), id]);
    return done;
  }
  #any(kind: Made): string | undefined {
    const made = this.#made.get(kind) ?? [];
    return made.length > 0 ? this.#dice.pick(made) : undefined;
  }
  #one = (...users: string[]): string => this.#dice.pick(users);
  /** Of the visible story, something that may be there by now. */
  #base(kind: 'incident' | 'task'): string {
    const known = this.#bases[kind]!.slice(0, 12);
    const ours = kind === 'task' ? NAMES.task : NAMES.incident;
    return known.length === 0 || this.#dice.chance(0.4) ? ours : this.#dice.pick(known);
  }

  /** Never O: no circle, the circle of P and Q or one made here, or persons of P and Q. */
  #marking(): object {
    const { dice } = { dice: this.#dice };
    if (dice.chance(0.3)) return { tlp: 'TLP:RED', persons: [this.#one(NAMES.p1, NAMES.q1, NAMES.p2)] };
    const circle = this.#any('circle') ?? NAMES.hiddenCircle;
    const later = { expires: fromMs(this.#now() + 1000 + dice.below(600_000)) };
    return { tlp: 'TLP:AMBER+STRICT', ...(dice.chance(0.5) && { circles: [circle] }), ...(dice.chance(0.15) && later) };
  }
  /** Assets of the furnished place whose marking nobody has touched since. */
  #untouched(id: string): Asset | undefined {
    const view = this.#view();
    const asset = get(view, 'asset', id);
    // Only what is done here is done for this reason.
    return asset && asset.acts.every(({ reason }) => reason === 'Hidden') && !asset.hidden ? asset : undefined;
  }
  #view() {
    return this.#node.worlds.confirmedView(this.#node.worlds.operation(NAMES.operation)!, fromMs(this.#now()));
  }

  readonly #steps: Readonly<Record<string, () => Promise<boolean>>> = {
    'registers an asset': () => {
      const coarse = { marking: { tlp: 'TLP:AMBER+STRICT', circles: [NAMES.hiddenCircle] }, needs: true };
      const red = this.#dice.chance(0.3);
      const supplier = this.#any('asset') ?? NAMES.supplier;
      return this.#make('asset', this.#one(NAMES.p1, NAMES.q1, NAMES.r1), 'asset.register', {
        assetId: this.#dice.id(),
        name: 'Hidden',
        sector: 'energy',
        kind: 'k',
        country: 'ES',
        location: { lat: 40, lon: -3 },
        needs: [{ needId: this.#dice.id(), type: 'physical', rule: 'kofn', k: 1, suppliers: [{ assetId: supplier }] }],
        ...(red ? { marking: { tlp: 'TLP:RED' }, coarse } : { marking: this.#marking() }),
      });
    },
    'names a person of O where O is not shown it': () =>
      this.#make('asset', NAMES.p1, 'asset.register', {
        assetId: this.#dice.id(),
        name: 'Hidden',
        sector: 'energy',
        kind: 'k',
        country: 'ES',
        location: { lat: 40, lon: -3 },
        marking: { tlp: 'TLP:AMBER+STRICT', restricted: { tlp: 'TLP:RED', persons: [NAMES.o1] } },
      }),
    'reports an incident': () =>
      this.#make('incident', this.#one(NAMES.p1, NAMES.q1, NAMES.r1), 'incident.report', {
        incidentId: this.#dice.id(),
        title: 'Hidden',
        assetIds: [this.#any('asset') ?? NAMES.supplier],
        marking: this.#marking(),
      }),
    'makes a task': () =>
      this.#make('task', this.#one(NAMES.p1, NAMES.q1), 'task.create', {
        taskId: this.#dice.id(),
        title: 'Hidden',
        incidentId: this.#any('incident') ?? this.#base('incident'),
        assetIds: [this.#any('asset') ?? NAMES.needy],
        blockedBy: [this.#any('task') ?? NAMES.task],
        assignee: this.#dice.chance(0.5)
          ? { organisation: NAMES.q, user: NAMES.q1 }
          : { organisation: NAMES.p, user: NAMES.p1 },
        marking: this.#marking(),
      }),
    'writes a note': () =>
      this.#make('note', this.#one(NAMES.p1, NAMES.p2, NAMES.q1), 'incident.addNote', {
        noteId: this.#dice.id(),
        incidentId: this.#any('incident') ?? this.#base('incident'),
        text: 'Hidden',
        marking: this.#marking(),
      }),
    'writes a note on a task': () =>
      this.#make('note', NAMES.p1, 'task.addNote', {
        noteId: this.#dice.id(),
        taskId: this.#any('task') ?? this.#base('task'),
        text: 'Hidden',
        marking: this.#marking(),
      }),
    attaches: () =>
      this.#say(this.#one(NAMES.p1, NAMES.q1), 'attachment.add', {
        attachmentId: this.#dice.id(),
        on: { kind: 'incident', id: this.#any('incident') ?? this.#base('incident') },
        name: 'Hidden',
        mediaType: 'image/png',
        bytes: 1,
        marking: this.#marking(),
      }),
    'states the status of a hidden asset': () =>
      this.#say(this.#one(NAMES.p1, NAMES.q1, NAMES.r1), 'asset.setStatus', {
        assetId: this.#any('asset') ?? this.#dice.id(),
        status: this.#dice.pick(['operational', 'degraded', 'failed'] as const),
      }),
    'moves within the band of a twin': async () => {
      const id = this.#one(NAMES.strict, NAMES.red);
      const asset = this.#untouched(id);
      if (!asset?.twin || asset.twin.band === 'unknown') return false;
      const [status, least, most] = WITHIN[asset.twin.band];
      const level = least + this.#dice.below(most - least + 1);
      return this.#say(NAMES.p1, 'asset.setStatus', { assetId: id, status, level, note: 'Hidden' });
    },
    'changes what a twin does not show': async () => {
      const assetId = this.#one(NAMES.strict, NAMES.red);
      if (!this.#untouched(assetId)) return false;
      return this.#say(NAMES.p1, 'asset.setDetails', {
        assetId,
        name: `Hidden ${this.#dice.below(9)}`,
        location: { lat: 41 + this.#dice.fraction(), lon: 2 },
        served: 2000 + this.#dice.below(6000),
      });
    },
    'changes restricted fields': async () => {
      if (!this.#untouched(NAMES.guarded)) return false;
      const hidden = `Hidden ${this.#dice.below(99)}`;
      return this.#say(NAMES.p1, 'asset.setDetails', {
        assetId: NAMES.guarded,
        notes: hidden,
        contacts: hidden,
        location: { lat: 39 + this.#dice.fraction(), lon: 1 },
      });
    },
    'marks restricted fields anew': async () => {
      if (!this.#untouched(NAMES.guarded)) return false;
      const restricted = { tlp: 'TLP:AMBER+STRICT', circles: this.#dice.some([NAMES.hiddenCircle], 1) };
      const marking = { tlp: 'TLP:GREEN', restricted };
      return this.#say(NAMES.p1, 'sharing.mark', {
        entity: { kind: 'asset', id: NAMES.guarded },
        marking,
        reason: 'Hidden',
      });
    },
    'states a buffer': async () =>
      this.#untouched(NAMES.guarded) !== undefined &&
      this.#say(NAMES.p1, 'asset.setBuffer', {
        assetId: NAMES.guarded,
        needId: NAMES.needs[2],
        secondsLeft: this.#dice.below(3600),
      }),
    'attaches a hidden supplier': async () => {
      const hidden = this.#any('asset');
      if (hidden === undefined || !this.#untouched(NAMES.needy)) return false;
      return this.#say(NAMES.p1, 'asset.setNeeds', { assetId: NAMES.needy, needs: needsOf(NAMES.supplier, hidden) });
    },
    'attaches a hidden supplier to what is shown as a twin': async () => {
      const hidden = this.#any('asset');
      const asset = this.#untouched(NAMES.strict);
      if (hidden === undefined || !asset) return false;
      const [need] = asset.needs!;
      const suppliers = [...need!.suppliers.filter((one) => one.assetId !== hidden), { assetId: hidden, weight: 2 }];
      return this.#say(NAMES.p1, 'asset.setNeeds', { assetId: NAMES.strict, needs: [{ ...need, suppliers }] });
    },
    'makes a circle': () => {
      const members = this.#dice.chance(0.5) ? [NAMES.p, NAMES.q] : [NAMES.p, NAMES.q, NAMES.r];
      return this.#make(
        'circle',
        this.#one(NAMES.p1, NAMES.q1),
        'circle.create',
        { circleId: this.#dice.id(), name: 'Hidden', members },
        DIRECTORY,
      );
    },
    'changes a circle': () =>
      this.#say(
        this.#one(NAMES.p1, NAMES.q1),
        'circle.setMembers',
        { circleId: this.#any('circle') ?? this.#dice.id(), members: this.#dice.some([NAMES.p, NAMES.q, NAMES.r], 3) },
        DIRECTORY,
      ),
    'invites a guest': () =>
      this.#make(
        'guest',
        NAMES.p1,
        'guest.invite',
        {
          guestId: this.#dice.id(),
          operation: NAMES.operation,
          name: 'Hidden',
          cap: 'TLP:GREEN',
          until: fromMs(this.#now() + 60_000 + this.#dice.below(3_600_000)),
          records: [{ kind: 'asset', id: this.#any('asset') ?? NAMES.supplier }],
        },
        DIRECTORY,
      ),
    'takes a link back': () =>
      this.#say(NAMES.p1, 'guest.revoke', { guestId: this.#any('guest') ?? this.#dice.id() }, DIRECTORY),
    'proposes an agreement': () =>
      this.#make(
        'agreement',
        NAMES.p1,
        'agreement.propose',
        { agreementId: this.#dice.id(), name: 'Hidden', parties: [NAMES.p, NAMES.q], permits: ['share-amber'] },
        DIRECTORY,
      ),
    'accepts or ends an agreement': () => {
      const agreementId = this.#any('agreement') ?? this.#dice.id();
      return this.#dice.chance(0.6)
        ? this.#say(NAMES.q1, 'agreement.accept', { agreementId }, DIRECTORY)
        : this.#say(NAMES.q1, 'agreement.end', { agreementId, reason: 'Hidden' }, DIRECTORY);
    },
    'asks for a release': async () => {
      const twin = this.#untouched(NAMES.strict)?.twin?.id;
      const id = this.#dice.chance(0.5) ? twin : this.#any('asset');
      if (id === undefined) return false;
      const data = { releaseId: this.#dice.id(), entity: { kind: 'asset', id }, reason: 'Hidden' };
      return this.#make('release', this.#one(NAMES.q1, NAMES.r1), 'sharing.request', data);
    },
    'answers a request': () =>
      this.#say(NAMES.p1, 'sharing.answer', {
        releaseId: this.#any('release') ?? this.#dice.id(),
        answer: 'declined',
        reason: 'Hidden',
      }),
    reads: async () => {
      const on = this.#any('asset');
      const outcome = await this.#node.pipeline.record(NAMES.operation, this.#one(NAMES.p1, NAMES.q1), {
        readingId: this.#dice.id(),
        what: this.#dice.pick(['export', 'pack', 'preview'] as const),
        owners: [NAMES.p, NAMES.q],
        ...(on !== undefined && this.#dice.chance(0.5) && { on: { kind: 'asset', id: on } }),
      });
      return outcome.outcome === 'accepted';
    },
    'stores a row nobody understands': async () => {
      const id = this.#any('asset') ?? this.#any('task');
      if (id === undefined) return false;
      const kind = this.#made.get('asset')?.includes(id) ? 'asset' : 'task';
      const expectedHead = await this.#node.log.head(NAMES.operation);
      const events = [{ touches: [`${kind}:${id}`], body: '{"type":"asset.hushed","v":1}' }];
      return (
        (await this.#node.log.append({ operation: NAMES.operation, expectedHead, events, receipts: [] })).kind ===
        'appended'
      );
    },
    'links a hidden asset to what O sees': async () => {
      const hidden = this.#any('asset');
      const view = this.#view();
      const incidentId = this.#base('incident');
      const shown = face(audienceOf(view, NAMES.p, NAMES.p1), 'incident', incidentId, view);
      if (hidden === undefined || !shown) return false;
      return this.#say(NAMES.p1, 'incident.linkAssets', {
        incidentId,
        assetIds: [...new Set([...(shown.assetIds ?? []), hidden])],
      });
    },
    'merges a hidden incident into one that O sees': () =>
      this.#say(this.#one(NAMES.p1, NAMES.q1), 'incident.merge', {
        incidentId: this.#any('incident') ?? this.#dice.id(),
        into: this.#base('incident'),
      }),
    'lets a task that O sees wait for a hidden one': async () => {
      const hidden = this.#any('task');
      if (hidden === undefined) return false;
      return this.#say(NAMES.p1, 'task.setBlockedBy', { taskId: NAMES.task, blockedBy: [hidden] });
    },
    'marks anew': () => {
      const kind = this.#one('asset', 'incident', 'task', 'note') as 'asset';
      const entity = { kind, id: this.#any(kind) ?? this.#dice.id() };
      return this.#say(this.#one(NAMES.p1, NAMES.q1), 'sharing.mark', {
        entity,
        marking: this.#marking(),
        reason: 'Hidden',
      });
    },
    'registers a person': () =>
      this.#make(
        'person',
        NAMES.root,
        'user.register',
        { userId: this.#dice.id(), name: 'Hidden', organisation: NAMES.p },
        DIRECTORY,
      ),
    'gives roles': () =>
      this.#say(
        NAMES.root,
        'user.setRoles',
        {
          userId: this.#any('person') ?? this.#dice.id(),
          operation: NAMES.operation,
          roles: [this.#one('viewer', 'responder')],
        },
        DIRECTORY,
      ),
    'registers an organisation': () =>
      this.#make(
        'organisation',
        NAMES.root,
        'organisation.register',
        { organisationId: this.#dice.id(), name: 'Hidden', shortName: 'H', kind: 'operator', country: 'ES' },
        DIRECTORY,
      ),
    'declares a client': async () => {
      const client = this.#any('organisation');
      const now = get(this.#view(), 'organisation', NAMES.p)!.clients;
      return (
        client !== undefined &&
        this.#say(
          NAMES.root,
          'organisation.setClients',
          { organisationId: NAMES.p, clients: [...new Set([...now, client])] },
          DIRECTORY,
        )
      );
    },
    'makes an operation': () =>
      this.#say(
        NAMES.root,
        'operation.create',
        { operationId: this.#dice.id(), name: 'Hidden', kind: 'exercise', participants: [NAMES.p, NAMES.q] },
        DIRECTORY,
      ),
    'is refused': async () => {
      await this.#say(this.#one(NAMES.p1, NAMES.q2), 'incident.setStatus', {
        incidentId: this.#dice.id(),
        status: 'closed',
      });
      return true;
    },
    'looks at what is hidden': async () => {
      const id = this.#any('asset');
      if (id !== undefined) this.looking.set(this.#one(NAMES.p2, NAMES.q2), { kind: 'asset', id });
      return id !== undefined;
    },
  };
}
