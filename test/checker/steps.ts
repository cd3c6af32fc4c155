import type { Command } from './history.ts';

/** A step of a plan. Plain values, so that a plan with steps taken out is a plan still. */
export type Step =
  | {
      readonly do: 'send';
      readonly seat: string;
      readonly operation: 'operation' | 'directory';
      readonly command: Command;
      /** How often it is sent at once, over several connections. */
      readonly copies: number;
      /** Only if the record named so still looks as it does on this screen, or as it never did. */
      readonly ifVersion?: { readonly of: string } | 'never';
      /** Over HTTP rather than over the seat's own connection. */
      readonly http: boolean;
      /** What it decides about: nothing else about these is under way at the same time. */
      readonly locks: readonly string[];
    }
  | { readonly do: 'look'; readonly seat: string; readonly at: 'snapshot' | 'changes'; readonly limit: number }
  | { readonly do: 'read'; readonly seat: string; readonly kind: string; readonly id: string }
  | { readonly do: 'presence'; readonly seat: string; readonly kind: string; readonly id: string }
  /** Uploads a file and hangs it on a record: the server names it. */
  | {
      readonly do: 'attach';
      readonly seat: string;
      readonly commandId: string;
      readonly data: Readonly<Record<string, unknown>>;
      readonly locks: readonly string[];
    }
  /** Reads a file that was hung up before, counted from the latest. */
  | { readonly do: 'open'; readonly seat: string; readonly back: number }
  | { readonly do: 'cut'; readonly seat: string }
  | { readonly do: 'pause'; readonly seat: string; readonly ms: number }
  /** Joins with the cursor of somebody else. */
  | { readonly do: 'steal'; readonly seat: string; readonly from: string }
  | {
      readonly do: 'link';
      readonly seat: string;
      readonly guest: string;
      readonly host: string;
      readonly locks: readonly string[];
    }
  /** Once more, after the account was disabled. */
  | { readonly do: 'signIn'; readonly seat: string; readonly locks: readonly string[] }
  | { readonly do: 'kill' }
  /** Everybody waits until nothing is under way. */
  | { readonly do: 'level' };
