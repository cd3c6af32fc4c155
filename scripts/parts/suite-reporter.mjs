// Before the runner's own summary: the time and count of each suite, and what was skipped and why. A skip without a reason
// fails the run: a test that nobody runs proves nothing.
// Reasons: `context.skip('reason')`, or `… (skipped: reason)` at the end of a describe's or test's title.

export default class SuiteReporter {
  #started = new Map();
  #ended = new Map();

  onTestModuleStart(module) {
    if (!this.#started.has(module.project.name)) this.#started.set(module.project.name, performance.now());
  }

  onTestModuleEnd(module) {
    this.#ended.set(module.project.name, performance.now());
  }

  onTestRunEnd(modules, unhandledErrors) {
    const suites = new Map();
    const skipped = new Map();
    for (const module of modules) {
      const suite = suites.get(module.project.name) ?? { files: 0, passed: 0, failed: 0, skipped: 0 };
      suites.set(module.project.name, suite);
      suite.files += 1;
      // A file that could not be loaded has no test that could fail.
      if (module.errors().length > 0) suite.failed += 1;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        if (state === 'passed' || state === 'failed') suite[state] += 1;
        if (state !== 'skipped') continue;
        // `-t name` leaves out the others on purpose.
        if (module.project.config.testNamePattern !== undefined) continue;
        suite.skipped += 1;
        const reason = note ?? /\(skipped: (.+?)\)(?: >|$)/.exec(test.fullName)?.[1];
        const line = `${module.relativeModuleId}: ${reason ?? `"${test.fullName}" has no reason`}`;
        skipped.set(line, (skipped.get(line) ?? 0) + 1);
        if (reason === undefined) process.exitCode = 1;
      }
    }
    const lines = [''];
    for (const [line, count] of skipped) lines.push(`Skipped ${count} in ${line}`);
    for (const [name, { files, passed, failed, skipped }] of suites) {
      const time = ((this.#ended.get(name) ?? 0) - (this.#started.get(name) ?? 0)) / 1000;
      lines.push(
        `${name}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${files} files, ${time.toFixed(1)} s`,
      );
    }
    if (unhandledErrors.length > 0) lines.push(`outside of any test: ${unhandledErrors.length} failed`);
    const sum = (key) => [...suites.values()].reduce((total, suite) => total + suite[key], 0);
    lines.push(
      '',
      `${sum('passed')} passed, ${sum('failed') + unhandledErrors.length} failed, ${sum('skipped')} skipped`,
    );
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}
