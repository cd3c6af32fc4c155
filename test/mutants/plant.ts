import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { FIRST, THEN, type Fault } from './faults.ts';

const root = resolve(import.meta.dirname, '../..');
const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', '.git', 'data', 'dist', 'docs', 'coverage']);

export interface Verdict {
  readonly id: string;
  /** The title of the first test that failed; undefined: the fault went through. */
  readonly caughtBy?: string;
  readonly seconds: number;
  readonly trouble?: string;
}

/** A copy of the sources in which faults are planted: the working tree is never touched. */
export class Bed {
  readonly path = mkdtempSync(join(tmpdir(), 'tocsin-mutants-'));

  constructor() {
    cpSync(root, this.path, {
      recursive: true,
      filter: (source) => source === root || !LEFT_OUT.has(basename(source)),
    });
    symlinkSync(join(root, 'node_modules'), join(this.path, 'node_modules'), 'junction');
  }

  /** Plants one fault, asks the tests, and takes it out again. */
  async plant(fault: Fault): Promise<Verdict> {
    const began = performance.now();
    const file = join(this.path, fault.file);
    const sound = readFileSync(file, 'utf8');
    const seconds = () => Math.round((performance.now() - began) / 100) / 10;
    if (sound.split(fault.find).length !== 2) {
      return {
        id: fault.id,
        seconds: 0,
        trouble: `its place stands ${sound.split(fault.find).length - 1} times in ${fault.file}`,
      };
    }
    writeFileSync(
      file,
      sound.replace(fault.find, () => fault.replace),
    );
    try {
      for (const tests of fault.tests ? fault.tests.map((one) => [one]) : [FIRST, THEN]) {
        const caughtBy = await this.failing(tests);
        if (caughtBy !== undefined) return { id: fault.id, caughtBy, seconds: seconds() };
      }
      return { id: fault.id, seconds: seconds() };
    } finally {
      writeFileSync(file, sound);
    }
  }

  /** The first test that fails; undefined when all pass. */
  failing(tests: readonly string[]): Promise<string | undefined> {
    const runner = join(this.path, 'node_modules/vitest/vitest.mjs');
    const report = join(this.path, 'report.json');
    rmSync(report, { force: true });
    const args = [
      runner,
      'run',
      '--project',
      'unit',
      '--bail',
      '1',
      '--reporter',
      'json',
      '--outputFile',
      report,
      ...tests,
    ];
    const child = spawn(process.execPath, args, { cwd: this.path, stdio: 'ignore', env: ownEnvironment() });
    return new Promise((done, failed) =>
      child.once('exit', (code) => {
        if (code === 0) return done(undefined);
        const failure = firstFailure(report);
        // A runner that did not run has caught nothing.
        if (failure === undefined) failed(new Error(`${tests.join(' ')} could not be run (${code}).`));
        else done(failure);
      }),
    );
  }

  clear(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Without what a runner that plants faults itself tells its own workers. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_OPTIONS$|NODE_V8_COVERAGE$)/.test(name)),
  );

interface Report {
  testResults?: { name: string; message?: string; assertionResults: { status: string; fullName: string }[] }[];
}

function firstFailure(report: string): string | undefined {
  if (!existsSync(report)) return undefined;
  const { testResults = [] } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  for (const file of testResults) {
    const failed = file.assertionResults.find(({ status }) => status === 'failed');
    if (failed) return failed.fullName.trim();
  }
  const broken = testResults.find(({ message }) => message);
  return broken && `${basename(broken.name)}: ${broken.message!.split('\n')[0]}`;
}
