import { randomUUID } from 'node:crypto';
import type { Marking } from '../../shared/domain/entity.ts';
import { World, type View } from '../../shared/domain/world.ts';
import { fromMs } from '../../shared/time.ts';

/** Folds straight into worlds: what is measured is the policy, not the log. */
export class PolicyWorld {
  readonly directory = new World();
  readonly operation = new World();
  readonly operationId = randomUUID();
  readonly organisations = Array.from({ length: 64 }, () => randomUUID());
  readonly users = this.organisations.map(() => randomUUID());
  readonly circles = Array.from({ length: 16 }, () => randomUUID());
  readonly assets: string[] = [];
  now = Date.parse('2026-03-01T10:00:00Z');

  /** Assets of 64 organisations, a third of them for all, the others for the members of one of 16 circles. */
  constructor(records: number) {
    const by = (index: number) => ({ organisation: this.organisations[index]!, user: this.users[index]! });
    this.organisations.forEach((id, index) => {
      const named = { name: `Organisation ${index}`, shortName: `O${index}`, kind: 'operator', country: 'ES' };
      this.#fold(this.directory, 'organisation.registered', 'organisation', id, by(index), named);
      const user = { name: `User ${index}`, organisation: id };
      this.#fold(this.directory, 'user.registered', 'user', this.users[index]!, by(index), user);
    });
    this.circles.forEach((id, index) => {
      const members = this.organisations.filter((_one, at) => at % 16 === index || at % 16 === (index + 1) % 16);
      const circle = { name: `Circle ${index}`, owner: this.organisations[index]!, members };
      this.#fold(this.directory, 'circle.created', 'circle', id, by(index), circle);
    });
    const operation = { name: 'Bench', kind: 'live', defaultTlp: 'TLP:GREEN', participants: this.organisations };
    this.#fold(this.directory, 'operation.created', 'operation', this.operationId, by(0), {
      ...operation,
      id: this.operationId,
    });
    this.users.forEach((id, index) => {
      const roles = { operation: this.operationId, roles: ['owner', 'coordinator'] };
      this.#fold(this.directory, 'user.rolesChanged', 'user', id, by(index), roles);
    });
    for (let index = 0; index < records; index++) {
      const owner = index % 64;
      const assetId = randomUUID();
      this.assets.push(assetId);
      const supplier = this.assets[Math.max(0, index - 64)]!;
      this.#fold(this.operation, 'asset.registered', 'asset', assetId, by(owner), {
        name: `Asset ${index}`,
        sector: 'energy',
        kind: 'substation',
        country: 'ES',
        location: { lat: 40, lon: -3 },
        served: 12_000,
        contacts: 'desk',
        level: 1_000_000,
        marking: this.marking(owner, index),
        needs: [
          {
            needId: randomUUID(),
            type: 'physical',
            rule: 'kofn',
            k: 1,
            suppliers: [{ assetId: supplier, weight: 1, delay: 0, threshold: 1 }],
            alpha: 1_000_000,
            beta: 0,
          },
        ],
      });
    }
  }

  marking(owner: number, index: number): Marking {
    const label = ['TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT'][index % 3] as 'TLP:GREEN';
    const circles = index % 3 === 0 ? [] : [this.circles[owner % 16]!];
    const restricted = index % 2 === 0 && { tlp: 'TLP:AMBER+STRICT' as const, circles: [], persons: [] };
    return { tlp: label, owner: this.organisations[owner]!, circles, persons: [], ...(restricted && { restricted }) };
  }

  /** One event on an asset; the views before and after it. */
  say(type: string, index: number, data: object): { before: View; after: View } {
    const before = this.view();
    const owner = index % 64;
    const by = { organisation: this.organisations[owner]!, user: this.users[owner]! };
    this.now += 10;
    this.#fold(this.operation, type, 'asset', this.assets[index]!, by, data);
    return { before, after: this.view() };
  }

  view(): View {
    return {
      operationId: this.operationId,
      operation: this.operation,
      directory: this.directory,
      position: this.operation.head,
      directoryPosition: this.directory.head,
      time: fromMs(this.now),
    };
  }

  #fold(
    world: World,
    type: string,
    kind: 'asset' | 'organisation' | 'user' | 'circle' | 'operation',
    id: string,
    by: { organisation: string; user: string },
    data: object,
  ): void {
    const at = fromMs(this.now);
    world.fold({
      position: world.head + 1,
      touches: [`${kind}:${id}`],
      event: {
        type,
        v: 1,
        by,
        at,
        realAt: at,
        entities: [{ kind, id }],
        data: data as Record<string, unknown>,
        directory: this.directory.head,
      },
    });
  }
}
