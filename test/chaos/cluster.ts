import { Client } from 'pg';
import type { Records } from '../../shared/protocol/down.ts';
import { Dice } from '../support/historiesDice.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { until } from '../wire/wire.support.ts';
import { Follower, ordered } from './follower.ts';
import { Link } from './links.ts';
import { furnished, Victim, type Furnished } from './victim.ts';
import { settle, Writer } from './writers.ts';

export interface ClusterOptions {
  readonly nodes: number;
  readonly seed: number;
  readonly writers?: number;
  readonly followers?: number;
  readonly people?: number;
  /** Links between clients and nodes, and between nodes and PostgreSQL. */
  readonly linked?: boolean;
}

interface ClusterNode {
  victim: Victim;
  url: string | undefined;
  /** Between its clients and it, between it and PostgreSQL. */
  readonly front: Link | undefined;
  readonly back: Link | undefined;
}

/** Server processes on one PostgreSQL, people who write by any of them, and dashboards that follow by any of them. */
export class Cluster {
  readonly postgres: TestPostgres;
  readonly database: string;
  readonly ground: Furnished;
  readonly dice: Dice;
  readonly nodes: ClusterNode[] = [];
  readonly writers: Writer[] = [];
  readonly followers: Follower[] = [];
  #work: Promise<void>[] = [];

  private constructor(postgres: TestPostgres, database: string, ground: Furnished, seed: number) {
    this.postgres = postgres;
    this.database = database;
    this.ground = ground;
    this.dice = new Dice(seed);
  }

  static async open(options: ClusterOptions): Promise<Cluster> {
    const { nodes, seed, writers = 6, followers = 4, people = 6, linked = false } = options;
    const postgres = await startPostgres();
    try {
      const database = await postgres.url('chaos');
      const cluster = new Cluster(postgres, database, furnished(database, people), seed);
      for (let index = 0; index < nodes; index++) {
        const back = linked ? await Link.open(database) : undefined;
        const node: ClusterNode = {
          victim: new Victim(back ? back.through(database) : database),
          url: undefined,
          front: linked ? await Link.open(() => node.url ?? 'http://127.0.0.1:9') : undefined,
          back,
        };
        cluster.nodes.push(node);
      }
      await Promise.all(cluster.nodes.map(async (node) => (node.url = await node.victim.url)));
      for (let index = 0; index < writers; index++) cluster.#addWriter(index);
      for (let index = 0; index < followers; index++) cluster.follow(index);
      return cluster;
    } catch (error) {
      await postgres.stop();
      throw error;
    }
  }

  /** Where clients find the nodes that are up. */
  readonly urls = (): string[] =>
    this.nodes.flatMap(({ url, front }) => (url === undefined ? [] : [front ? front.through(url) : url]));

  #addWriter(index: number): void {
    const { operation, tokens } = this.ground;
    const dice = new Dice(this.dice.below(1e9));
    this.writers.push(new Writer({ operation, token: tokens[index % tokens.length]!, urls: this.urls, dice }));
  }

  /** A dashboard on whatever node there is, or on one. */
  follow(person: number, node?: number): Follower {
    const { operation, tokens } = this.ground;
    const token = tokens[person % tokens.length]!;
    const dice = new Dice(this.dice.below(1e9));
    const url = () => (node === undefined ? pickOf(dice, this.urls()) : this.nodes[node]!.url);
    const follower = new Follower({ operation, person, token, url });
    this.followers.push(follower);
    this.#work.push(follower.run());
    return follower;
  }

  write(): void {
    this.#work.push(...this.writers.map((writer) => writer.run()));
  }

  get answered(): number {
    return this.writers.reduce((sum, { answered }) => sum + answered, 0);
  }

  async untilAnswered(more: number, withinMs = 90_000): Promise<void> {
    const target = this.answered + more;
    await until(`${more} more commands are answered`, () => this.answered >= target, withinMs);
  }

  async killNode(index: number): Promise<void> {
    const node = this.nodes[index]!;
    node.url = undefined;
    await node.victim.kill('SIGKILL');
  }

  async startNode(index: number): Promise<void> {
    const node = this.nodes[index]!;
    node.victim = new Victim(node.back ? node.back.through(this.database) : this.database);
    node.url = await node.victim.url;
  }

  http(person: number, node: number, method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.nodes[node]!.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.ground.tokens[person]!}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** The incidents of the journal in its order, as the database holds them. */
  async journal(): Promise<string[]> {
    const client = new Client({ connectionString: this.database });
    await client.connect();
    try {
      const { rows } = await client.query<{ id: string }>(
        `SELECT body::json -> 'entities' -> 0 ->> 'id' AS id FROM tocsin_event
         WHERE operation = $1 AND body::json ->> 'type' = 'incident.reported' ORDER BY position`,
        [this.ground.operation],
      );
      return rows.map(({ id }) => id);
    } finally {
      await client.end();
    }
  }

  /** Ends the writing, waits until every dashboard is level on every node, and counts what went wrong. */
  async reckon() {
    for (const writer of this.writers) writer.stop();
    await until(
      'every command has its answer',
      () => this.writers.every(({ sent }) => sent.every(({ outcome }) => outcome)),
      90_000,
    );
    let unequal = 0;
    for (const [index] of this.nodes.entries()) {
      for (const [person] of this.ground.organisations.entries()) {
        const level = async () => {
          const answer = await this.http(person, index, 'GET', `/operations/${this.ground.operation}/snapshot`);
          const { records } = (await answer.json()) as { records: Records };
          const home = (of: Follower) => of.person % this.ground.organisations.length;
          const theirs = this.followers.filter((one) => !one.stopped && home(one) === person);
          return theirs.every((follower) => follower.shows(records));
        };
        await until('all are level', level, 20_000).catch(() => (unequal += 1));
      }
    }
    const journal = await this.journal();
    const { shown, ...disorder } = ordered(this.followers, journal);
    const { acknowledged, resolved, refused, ...wrong } = settle(this.writers, journal);
    const count = (of: (follower: Follower) => number) => this.followers.reduce((sum, one) => sum + of(one), 0);
    return {
      counts: {
        acknowledged,
        resolved,
        refused,
        shown,
        links: count(({ links }) => links),
        resumes: count(({ resumes }) => resumes),
        resets: count(({ resets }) => resets),
        longestMs: Math.round(Math.max(0, ...this.writers.map(({ longestMs }) => longestMs))),
      },
      losses: { ...wrong, ...disorder, gaps: count(({ gaps }) => gaps), unequal },
    };
  }

  async close(): Promise<void> {
    for (const writer of this.writers) writer.stop();
    for (const follower of this.followers) follower.stop();
    await Promise.all(this.nodes.map(({ victim }) => victim.kill('SIGKILL')));
    await Promise.all(this.nodes.flatMap(({ front, back }) => [front?.close(), back?.close()]));
    await this.postgres.stop();
  }
}

const pickOf = (dice: Dice, list: readonly string[]) => (list.length === 0 ? undefined : dice.pick(list));
