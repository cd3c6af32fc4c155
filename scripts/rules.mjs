// Holds shared/SPEC.md and the tests together: every rule has a test that quotes it, every quoted rule exists.
// A rule is a line that begins with "- **[L4]**"; a test quotes it in its title, as "[L4] …" or "… [L4][P-D1]".
// A rule that another tool holds says so in its own text: "(checked by: dependency-cruiser)".
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { projectRoot, say } from './parts/words.mjs';

const idInBrackets = /\[([A-Z]+(?:-[A-Z]*\d+|\d+))\]/g;

/** @returns {Map<string, { line: number, checkedBy: string | undefined }>} and the ids that stand there twice. */
export function rulesOf(spec) {
  const rules = new Map();
  const twice = [];
  let current;
  spec.split('\n').forEach((text, index) => {
    const start = /^- \*\*\[([^\]]+)\]\*\*/.exec(text);
    if (start) {
      if (rules.has(start[1])) twice.push(start[1]);
      current = { line: index + 1, checkedBy: undefined };
      rules.set(start[1], current);
    } else if (!/^\s+\S/.test(text)) {
      // The text of a rule goes on as long as its lines are indented.
      current = undefined;
    }
    const tool = current && /\(checked by: ([^)]+)\)/.exec(text);
    if (tool) current.checkedBy = tool[1];
  });
  return { rules, twice };
}

/** Ids quoted in the titles of describe, it and test, their variants (`it.each(…)`, `it.skipIf(…)`) included. */
export function quotesOf(source, name) {
  const quotes = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && /^(describe|it|test)$/.test(rootName(node.expression))) {
      const title = node.arguments[0];
      if (title && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) {
        for (const [, id] of title.getText(file).matchAll(idInBrackets)) quotes.push(id);
      }
    }
    ts.forEachChild(node, visit);
  };
  const file = ts.createSourceFile(
    name,
    source,
    ts.ScriptTarget.Latest,
    true,
    name.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  visit(file);
  return quotes;
}

function rootName(expression) {
  let node = expression;
  while (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) || ts.isTaggedTemplateExpression(node)) {
    node = ts.isTaggedTemplateExpression(node) ? node.tag : node.expression;
  }
  return ts.isIdentifier(node) ? node.text : '';
}

/** What is wrong, in sentences; empty when rules and tests agree. */
export function compare(spec, tests) {
  const { rules, twice } = rulesOf(spec);
  const quoted = new Map();
  for (const { name, source } of tests) {
    for (const id of quotesOf(source, name)) quoted.set(id, [...(quoted.get(id) ?? []), name]);
  }
  const complaints = twice.map((id) => `[${id}] stands twice in shared/SPEC.md`);
  for (const [id, { line, checkedBy }] of rules) {
    if (checkedBy === undefined && !quoted.has(id)) {
      complaints.push(`[${id}] (shared/SPEC.md:${line}) has no test: quote it in a title, or say "(checked by: …)"`);
    }
  }
  for (const [id, names] of quoted) {
    if (!rules.has(id))
      complaints.push(`[${id}] is quoted in ${[...new Set(names)].join(', ')} and is no rule of shared/SPEC.md`);
  }
  return { complaints, rules: rules.size, quoted: quoted.size };
}

function testFiles() {
  const root = join(projectRoot, 'test');
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(test|contract)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(projectRoot, path), source: readFileSync(path, 'utf8') }));
}

function main() {
  const specFile = join(projectRoot, 'shared', 'SPEC.md');
  const spec = existsSync(specFile) ? readFileSync(specFile, 'utf8') : '';
  if (rulesOf(spec).rules.size === 0) {
    say(
      'shared/SPEC.md is missing or has no rule yet (a rule is a line that begins with "- **[L4]**"): nothing to hold.',
    );
    return;
  }
  const { complaints, rules, quoted } = compare(spec, testFiles());
  for (const complaint of complaints) say(complaint);
  say(`${rules} rules, ${quoted} of them quoted by tests, ${complaints.length} complaints`);
  process.exitCode = complaints.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
