export const projectRoot: string;
export const projectNode: string;
export function say(text: string): void;
export function seconds(sinceMs: number): string;
export function run(
  program: string,
  args: readonly string[],
  options?: { readonly show?: boolean; readonly env?: NodeJS.ProcessEnv },
): Promise<{ readonly code: number; readonly output: string }>;
