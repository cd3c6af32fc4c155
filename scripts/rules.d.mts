export function compare(
  spec: string,
  tests: readonly { readonly name: string; readonly source: string }[],
): { readonly complaints: string[]; readonly rules: number; readonly quoted: number };
