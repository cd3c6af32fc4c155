import type { IRouter, RequestHandler } from 'express';
import type { z } from 'zod';
import type { ProblemCode } from './problem.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';
/** A form, or what has none: the bytes of a file, plain text, an empty body. */
export type Payload = z.ZodType | 'file' | 'text' | 'nothing';

/** What is said of a route beside the route itself. What every route of its kind has is not repeated: see `problemsOf`. */
export interface RouteDoc {
  readonly id: string;
  readonly tag:
    'session' | 'accounts' | 'operations' | 'commands' | 'attachments' | 'sharing' | 'demonstration' | 'service';
  readonly summary: string;
  readonly description?: string;
  /** Needs no session. */
  readonly open?: true;
  readonly params?: Readonly<Record<string, z.ZodType>>;
  readonly query?: z.ZodObject;
  readonly body?: Payload;
  readonly answers: Readonly<Record<number, Payload>>;
  /** Media types, besides JSON, in which the answer may be asked for by `Accept`: bytes. */
  readonly alsoAs?: readonly string[];
  readonly problems?: readonly ProblemCode[];
}

export interface DescribedRoute extends RouteDoc {
  readonly method: Method;
  /** As Express reads it: `/operations/:op/snapshot`. */
  readonly path: string;
}

const described = new WeakMap<object, DescribedRoute[]>();

/** Adds a route together with what the API description says of it: there is no way to have the one without the other. */
export function route(
  routes: IRouter,
  method: Method,
  path: string,
  doc: RouteDoc,
  ...handlers: RequestHandler[]
): void {
  routes[method](path, ...handlers);
  const list = described.get(routes) ?? [];
  list.push({ ...doc, method, path });
  described.set(routes, list);
}

export const routesOf = (routes: object): readonly DescribedRoute[] => described.get(routes) ?? [];

/** Every code a route may answer with, the ones that come with its kind included. */
export function problemsOf({ open, method, body, problems = [] }: DescribedRoute): readonly ProblemCode[] {
  return [
    ...new Set<ProblemCode>([
      ...(body ? (['invalid', 'too-large'] as const) : []),
      ...(open ? [] : (['not-authenticated'] as const)),
      ...(open || method === 'get' ? [] : (['bad-origin'] as const)),
      ...problems,
      'internal-error',
    ]),
  ];
}
