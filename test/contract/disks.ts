import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Real disks that are small, fail or lie, for tests. Each has a way to ask whether this machine can make it.

export function canMount(...how: string[]): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const probe = mkdtempSync(join(tmpdir(), 'tocsin-mount-'));
  try {
    execFileSync('mount', [...how, probe], { stdio: 'ignore' });
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

/** An ext2 of 32 MB in a sparse file on a tmpfs of 4 MB: no journal, so a failed write is not the end of it. */
export function mountLyingDisk(under: string) {
  const small = join(under, 'small');
  const path = join(under, 'lying');
  mkdirSync(small);
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', small]);
  const unmount = () => {
    for (const each of [path, small]) {
      try {
        execFileSync('umount', ['-l', each], { stdio: 'ignore' });
      } catch {
        // It was never mounted.
      }
    }
  };
  try {
    const image = join(small, 'image');
    execFileSync('truncate', ['-s', '32M', image]);
    execFileSync('mkfs.ext2', ['-q', '-F', image], { stdio: 'ignore' });
    execFileSync('mount', ['-o', 'loop', image, path], { stdio: 'ignore' });
  } catch (error) {
    unmount();
    throw error;
  }
  return { path, unmount, makeHonest: () => execFileSync('mount', ['-o', 'remount,size=64m', small]) };
}

export function canMakeLyingDisk(): boolean {
  if (!canMount('-t', 'tmpfs', 'tmpfs')) return false;
  const probe = mkdtempSync(join(tmpdir(), 'tocsin-mount-'));
  try {
    mountLyingDisk(probe).unmount();
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

/** Sets the soft limit of this very process; the hard limit stays, so that it can be lifted again. */
export function canLimitFileSize(bytes: string): boolean {
  try {
    execFileSync('prlimit', [`--pid=${process.pid}`, `--fsize=${bytes}:`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
