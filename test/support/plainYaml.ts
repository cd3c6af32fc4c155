export type Yaml = string | Yaml[] | { [key: string]: Yaml };

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly number: number;
}

/**
 * Reads the plain part of YAML that our own files keep to: maps and lists by indentation, quoted and plain words, lists and
 * maps of words in one line, anchors of maps and their merging. Anything else throws with its line, so that a file cannot
 * mean one thing here and another to its program.
 */
export function readYaml(text: string): Yaml {
  const lines = text.split('\n').flatMap((raw, index): Line[] => {
    const without = raw.replace(/(^|\s)#(?=([^'"]*(['"])[^'"]*\3)*[^'"]*$).*$/, '').trimEnd();
    if (/\t/.test(without)) throw new Error(`line ${index + 1}: a tab`);
    return without.trim() === '' ? [] : [{ indent: without.search(/\S/), text: without.trim(), number: index + 1 }];
  });
  const anchors = new Map<string, Yaml>();
  let at = 0;

  function block(indent: number): Yaml {
    return lines[at]!.text.startsWith('- ') ? list(indent) : map(indent);
  }

  function list(indent: number): Yaml[] {
    const items: Yaml[] = [];
    while (at < lines.length && lines[at]!.indent === indent && lines[at]!.text.startsWith('- ')) {
      const { text: item, number } = lines[at]!;
      const rest = item.slice(2).trim();
      if (/^[\w.-]+:( |$)/.test(rest)) {
        // A map that begins beside the dash goes on below it.
        lines[at] = { indent: indent + 2, text: rest, number };
        items.push(map(indent + 2));
      } else {
        items.push(word(rest, number));
        at += 1;
      }
    }
    return items;
  }

  function map(indent: number): Yaml {
    const made: { [key: string]: Yaml } = {};
    while (at < lines.length && lines[at]!.indent === indent && !lines[at]!.text.startsWith('- ')) {
      const { text: entry, number } = lines[at]!;
      const [, key, rest = ''] = /^([\w.<-]+):(?: +(.*))?$/.exec(entry) ?? [];
      if (key === undefined) throw new Error(`line ${number}: not "key: value": ${entry}`);
      at += 1;
      if (key === '<<') {
        const merged = anchors.get(rest.replace(/^\*/, ''));
        if (!rest.startsWith('*') || merged === undefined) throw new Error(`line ${number}: nothing to merge: ${rest}`);
        Object.assign(made, merged);
        continue;
      }
      const anchor = /^&([\w-]+)$/.exec(rest)?.[1];
      const below = lines[at] !== undefined && lines[at]!.indent > indent;
      const value = rest !== '' && anchor === undefined ? word(rest, number) : below ? block(lines[at]!.indent) : '';
      if (Object.hasOwn(made, key) && lines[at - 1]!.number === number) throw new Error(`line ${number}: ${key} twice`);
      if (anchor !== undefined) anchors.set(anchor, value);
      made[key] = value;
    }
    if (lines[at] && lines[at]!.indent > indent) throw new Error(`line ${lines[at]!.number}: indented by surprise`);
    return made;
  }

  function word(said: string, number: number): Yaml {
    if (said === '{}') return {};
    const inside = /^([[{])(.*)[\]}]$/.exec(said);
    if (inside) {
      const parts = (inside[2]!.match(/(?:'[^']*'|"[^"]*"|[^,'"])+/g) ?? []).map((part) => part.trim());
      if (inside[1] === '[') return parts.map((part) => word(part, number));
      return Object.fromEntries(
        parts.map((part) => {
          const [, key, value] = /^([\w-]+): (.+)$/.exec(part) ?? [];
          if (key === undefined) throw new Error(`line ${number}: not a map: ${said}`);
          return [key, word(value!, number)];
        }),
      );
    }
    const quoted = /^(['"])([^'"\\]|(?!\1)['"])*\1$/.exec(said);
    if (quoted) return said.slice(1, -1);
    // Plain words that begin with these mean something that is not read here.
    if (/^[*&!|>%@`'"]/.test(said) || / #|: /.test(said)) throw new Error(`line ${number}: quote this: ${said}`);
    return said;
  }

  const read = block(0);
  if (at < lines.length) throw new Error(`line ${lines[at]!.number}: not read: ${lines[at]!.text}`);
  return read;
}
