import { hostname } from 'node:os';
import { z } from 'zod';

/** Configuration is environment variables only, validated at start. `main` and `cli` alone read the environment. */
const flag = z.enum(['0', '1']).transform((value) => value === '1');
const origins = z.string().transform((text, context) => {
  const list = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  for (const one of list) {
    if (URL.canParse(one) && new URL(one).origin === one) continue;
    context.addIssue({ code: 'custom', message: `"${one}" is not an origin such as https://tocsin.example.org` });
  }
  return list;
});

const form = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  TOCSIN_HOST: z.string().min(1).default('127.0.0.1'),
  TOCSIN_DATA: z.string().min(1).default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  TOCSIN_DEMO: flag.default(true),
  TOCSIN_ORIGIN: origins.default([]),
  TOCSIN_TRUST_PROXY: flag.default(false),
  /** Where it is not given: `info` in production, `warn` where a person reads the terminal. */
  TOCSIN_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).optional(),
  TOCSIN_NODE: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, hyphens')
    .default(hostname()),
  TOCSIN_METRICS_TOKEN: z
    .string()
    .regex(/^[\w~+/=.-]{16,200}$/, 'must be 16 to 200 letters, digits and -._~+/=')
    .optional(),
  TOCSIN_DRAIN_SECONDS: z.coerce.number().int().min(0).max(300).default(0),
  TOCSIN_BASEMAP: z.string().min(1).optional(),
  TOCSIN_BASEMAP_ATTRIBUTION: z.string().min(1).max(300).optional(),
  TOCSIN_BASEMAP_MAX_ZOOM: z.coerce.number().int().min(1).max(22).optional(),
  NODE_ENV: z.string().default('development'),
});
export type Config = z.output<typeof form>;
export const CONFIG_NAMES = Object.keys(form.shape);

const SECRET = new Set(['DATABASE_URL', 'TOCSIN_METRICS_TOKEN']);

/** The configuration, or what is wrong with it in words, one line a variable. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): { config: Config } | { problems: string[] } {
  const given = Object.fromEntries(
    CONFIG_NAMES.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  );
  const problems = Object.keys(environment)
    .filter((name) => name.startsWith('TOCSIN_') && !CONFIG_NAMES.includes(name) && name !== 'TOCSIN_MATERIAL')
    .map((name) => `${name} is not a setting of this version.`);
  const read = form.safeParse(given);
  if (!read.success) problems.push(...read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  return read.success && problems.length === 0 ? { config: read.data } : { problems };
}

/** What `tocsin config` prints: every setting in force, secrets masked. */
export const shownConfig = (config: Config): Record<string, string> =>
  Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      SECRET.has(name) && value ? '(set)' : Array.isArray(value) ? value.join(',') : String(value ?? ''),
    ]),
  );
