import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canMakeLyingDisk, canMount, mountLyingDisk } from '../contract/disks.ts';
import { Dice } from '../support/historiesDice.ts';
import { until } from '../wire/wire.support.ts';
import { KillRun } from './kill.ts';
import type { Report } from './report.ts';

export const whyNoSmallDisk = (): string | undefined =>
  canMount('-t', 'tmpfs', 'tmpfs') ? undefined : 'a small file system can only be mounted by root on Linux';
const whyNoLyingDisk = (): string | undefined =>
  canMakeLyingDisk() ? undefined : 'needs root on Linux, loop devices and mkfs.ext2';

export function whyNoPowerCut(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux';
  const under = mkdtempSync(join(tmpdir(), 'tocsin-power-'));
  try {
    const disk = new LoopDisk(under);
    disk.unmount();
    return undefined;
  } catch {
    return 'needs loop devices and mkfs.ext4';
  } finally {
    rmSync(under, { recursive: true, force: true });
  }
}

const skipped = (why: string): Report => ({ counts: { skipped: why }, losses: {} });
const wrong = ({ lost, doubled, changed }: KillRun['report']) => ({ lost, doubled, changed });

async function underLoad(run: KillRun, during: (url: string) => Promise<void>): Promise<void> {
  let over = false;
  let failed: unknown;
  const url = await run.ready();
  const work = during(url)
    .catch((error: unknown) => (failed = error))
    .finally(() => (over = true));
  await run.loadUntil(
    () => over,
    () => run.victim.kill('SIGKILL'),
  );
  await work;
  if (failed) throw failed;
}

function fillUp(disk: string, ballast: string, room: number): boolean {
  const { bavail, bsize } = statfsSync(disk);
  try {
    if (bavail * bsize > room)
      execFileSync('fallocate', ['-l', String(bavail * bsize - room), ballast], { stdio: 'ignore' });
    return true;
  } catch {
    rmSync(ballast, { force: true });
    return false;
  }
}

/** P-D5: a small file system fills up under load, again and again, and is given space back. */
export async function diskFull(times: number, seed: number): Promise<Report> {
  const why = whyNoSmallDisk();
  if (why) return skipped(why);
  const dice = new Dice(seed);
  const disk = mkdtempSync(join(tmpdir(), 'tocsin-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', disk]);
  const ballast = join(disk, 'ballast');
  let run: KillRun | undefined;
  let readsFailed = 0;
  let slowest = 0;
  let late = 0;
  let notToldUnready = 0;
  try {
    run = new KillRun(4, { directory: join(disk, 'data') });
    const { transient, report } = run;
    const refusals = () => transient.get('not-stored') ?? 0;
    for (let time = 0; time < times; time++) {
      await underLoad(run, async (url) => {
        const target = report.acknowledged + 50 + dice.below(200);
        await until('it is under load', () => report.acknowledged > target, 30_000);
        let room = (100 + dice.below(400)) * 1024;
        // The server goes on writing: what was free a moment ago may be less now.
        await until('the disk is as good as full', () => fillUp(disk, ballast, (room += 200 * 1024)), 5000);
        const before = refusals();
        await until('commands are refused', () => refusals() > before + 10, 30_000);
        if ((await fetch(`${url}/readyz`)).status !== 503) notToldUnready += 1;
        const read = await run!.http(url, 0, 'GET', `/operations/${run!.operation}/snapshot`);
        if (read.status !== 200) readsFailed += 1;
        await read.arrayBuffer();
        rmSync(ballast);
        const spaceAt = performance.now();
        await until('writing resumes', () => run!.acknowledgedAt > spaceAt, 15_000);
        slowest = Math.max(slowest, run!.acknowledgedAt - spaceAt);
        if (run!.acknowledgedAt - spaceAt > 5000) late += 1;
      });
    }
    await run.check();
    const { acknowledged } = report;
    return {
      counts: { times, acknowledged, toldNotStored: refusals(), resumedAfterMs: Math.round(slowest) },
      losses: { ...wrong(report), readsFailed, late, notToldUnready },
    };
  } finally {
    await run?.close();
    execFileSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true, force: true });
  }
}

/** P-D6: the disk takes writes and then fails their fsync, under load; nothing acknowledged is lost, and it goes on. */
export async function failedFsync(times: number, _seed: number): Promise<Report> {
  const why = whyNoLyingDisk();
  if (why) return skipped(why);
  const sum = { lost: 0, doubled: 0, changed: 0, late: 0 };
  let acknowledged = 0;
  let failures = 0;
  for (let time = 0; time < times; time++) {
    const under = mkdtempSync(join(tmpdir(), 'tocsin-lying-'));
    const disk = mountLyingDisk(under);
    let run: KillRun | undefined;
    try {
      run = new KillRun(4, { directory: join(disk.path, 'data') });
      const { transient } = run;
      const silent = () => [...transient.values()].reduce((all, one) => all + one, 0);
      await underLoad(run, async () => {
        const before = silent();
        await until('the disk fails', () => silent() > before + 3, 60_000);
        failures += 1;
        disk.makeHonest();
        const honestAt = performance.now();
        await until('it goes on', () => run!.acknowledgedAt > honestAt + 50, 20_000).catch(() => (sum.late += 1));
      });
      await run.check();
      const { lost, doubled, changed } = wrong(run.report);
      sum.lost += lost;
      sum.doubled += doubled;
      sum.changed += changed;
      acknowledged += run.report.acknowledged;
    } finally {
      await run?.close();
      disk.unmount();
      rmSync(under, { recursive: true, force: true });
    }
  }
  return { counts: { times, failures, acknowledged }, losses: sum };
}

/** An ext4 in a file. What was not synced is in the kernel alone: a copy of the file is what a power cut would leave. */
class LoopDisk {
  readonly path: string;
  readonly #image: string;

  constructor(under: string) {
    this.path = join(under, 'mounted');
    this.#image = join(under, 'image');
    mkdirSync(this.path);
    execFileSync('truncate', ['-s', '192M', this.#image]);
    execFileSync('mkfs.ext4', ['-q', '-F', this.#image], { stdio: 'ignore' });
    this.#mount();
  }

  #mount(): void {
    // A commit of the file system's own by the clock would save what nobody synced.
    execFileSync('mount', ['-o', 'loop,commit=300', this.#image, this.path], { stdio: 'ignore' });
  }

  cut(): void {
    const left = `${this.#image}.left`;
    execFileSync('cp', ['--sparse=always', this.#image, left]);
    this.unmount();
    renameSync(left, this.#image);
    this.#mount();
  }

  unmount(): void {
    execFileSync('umount', ['-l', this.path], { stdio: 'ignore' });
  }
}

/** P-D2: the power goes under load, again and again, on a real file system. */
export async function powerCuts(cuts: number, seed: number): Promise<Report> {
  const why = whyNoPowerCut();
  if (why) return skipped(why);
  const dice = new Dice(seed);
  const under = mkdtempSync(join(tmpdir(), 'tocsin-power-'));
  const disk = new LoopDisk(under);
  let run: KillRun | undefined;
  let unsyncedLost = 0;
  try {
    run = new KillRun(4, { directory: join(disk.path, 'data') });
    for (let cut = 0; cut < cuts; cut++) {
      const target = run.report.acknowledged + 30 + dice.below(150);
      const canary = join(disk.path, `unsynced-${cut}`);
      await run.loadUntil(
        () => run!.report.acknowledged >= target,
        async () => {
          writeFileSync(canary, 'written and not synced');
          // A killed process ends when what it is syncing is synced: nothing is torn by the copying.
          await run!.victim.kill('SIGKILL');
          disk.cut();
          if (!existsSync(canary)) unsyncedLost += 1;
        },
      );
    }
    await run.check();
    const { acknowledged, inDoubt, inDoubtStored } = run.report;
    return {
      counts: { cuts, acknowledged, inDoubt, inDoubtStored, unsyncedLost },
      // Were nothing lost that was not synced, no power would have been cut.
      losses: { ...wrong(run.report), vacuous: Number(unsyncedLost < cuts / 2) },
    };
  } finally {
    await run?.close();
    disk.unmount();
    rmSync(under, { recursive: true, force: true });
  }
}
