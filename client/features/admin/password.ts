// No letters and digits that are mistaken for one another when read aloud or copied by hand: 32 of them, five bits each.
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP = 4;

/** 80 random bits as `k7mf-q2xz-b9wd-t4hc`: from 16 random bytes. */
export function passwordFrom(bytes: Uint8Array): string {
  const letters = Array.from(bytes.subarray(0, GROUPS * GROUP), (byte) => LETTERS[byte & 31]!);
  return Array.from({ length: GROUPS }, (_, group) => letters.slice(group * GROUP, (group + 1) * GROUP).join('')).join(
    '-',
  );
}

export const newPassword = (): string => passwordFrom(crypto.getRandomValues(new Uint8Array(GROUPS * GROUP)));
