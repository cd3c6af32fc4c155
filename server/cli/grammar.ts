import type { Command } from 'commander';
import type { App } from '../app.ts';
import type { Commander } from './commander.ts';
import type { Output } from './output.ts';
import type { Passwords } from './password.ts';

/** The options that every verb that acts as a user has. */
export interface Common {
  readonly json?: boolean;
  readonly server?: string;
  readonly as?: string;
  readonly passwordStdin?: boolean;
}

export type Work = (commander: Commander, output: Output, passwords: Passwords) => Promise<unknown>;

/** What the files of verbs are given to say themselves with. */
export interface Grammar {
  readonly program: Command;
  /** A verb with the common options; `acting`: it acts as a user. */
  verb(parent: Command, text: string, about: string, acting?: boolean): Command;
  /** Opens the home of the store, does the work as the user, and closes it. False from the work ends with code 1. */
  acting(options: Common, work: Work): Promise<void>;
  outputOf(options: Common): Output;
  passwordsOf(options: Common): Passwords;
  openApp(): Promise<App>;
}
