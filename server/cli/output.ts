/** Progress and words for a person go to stderr, results to stdout: a pipe gets results and nothing else. */
export interface Output {
  readonly json: boolean;
  say(line: string): void;
  /** Overwrites itself on a terminal; elsewhere it is left out, so that a log is not filled with it. */
  progress(line: string): void;
  /** The result: `value` with --json, else the lines. */
  result(value: unknown, lines: readonly string[]): void;
}

interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export function outputTo(stdout: Stream, stderr: Stream, json: boolean): Output {
  let inProgress = false;
  const endProgress = () => {
    if (inProgress) stderr.write('\r\u001b[2K');
    inProgress = false;
  };
  return {
    json,
    say(line) {
      endProgress();
      stderr.write(`${line}\n`);
    },
    progress(line) {
      if (!stderr.isTTY) return;
      stderr.write(`\r\u001b[2K${line}`);
      inProgress = true;
    },
    result(value, lines) {
      endProgress();
      if (json) stdout.write(`${JSON.stringify(value)}\n`);
      else for (const line of lines) stdout.write(`${line}\n`);
    },
  };
}

/** Columns of text, each as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return rows.map((row) => row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at]!))).join('  '));
}
