import { CannotRun } from './commander.ts';

export interface Passwords {
  /** Asks for one, `what` it is for in words. */
  ask(what: string): Promise<string>;
}

/** From standard input, one a line, in the order in which they are asked for. */
export function passwordsFrom(input: AsyncIterable<string | Uint8Array>): Passwords {
  let lines: Promise<string[]> | undefined;
  const read = async () => {
    const parts: string[] = [];
    for await (const part of input) parts.push(typeof part === 'string' ? part : Buffer.from(part).toString('utf8'));
    return parts.join('').split(/\r?\n/);
  };
  return {
    async ask(what) {
      const line = (await (lines ??= read())).shift();
      if (!line) throw new CannotRun(`No password for ${what} came on standard input.`);
      return line;
    },
  };
}

/** On the terminal, without an echo. */
export function passwordsAsked(input: NodeJS.ReadStream, say: (text: string) => void): Passwords {
  return {
    async ask(what) {
      if (!input.isTTY) throw new CannotRun('There is no terminal to ask for a password: use --password-stdin.');
      say(`Password for ${what}: `);
      input.setRawMode(true);
      try {
        return await typed(input);
      } finally {
        input.setRawMode(false);
        input.pause();
        say('\n');
      }
    },
  };
}

function typed(input: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (data: Buffer) => {
      for (const character of data.toString('utf8')) {
        if (character === '\r' || character === '\n' || character === '\u0004') return done(() => resolve(text));
        if (character === '\u0003') return done(() => reject(new CannotRun('Stopped.')));
        text = character === '\u007f' || character === '\b' ? text.slice(0, -1) : text + character;
      }
    };
    const done = (then: () => void) => {
      input.off('data', take);
      then();
    };
    input.on('data', take);
    input.resume();
  });
}
