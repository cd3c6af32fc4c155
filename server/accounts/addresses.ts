import { isIPv4, isIPv6 } from 'node:net';

/**
 * What counts as one address. One subscriber commonly holds a whole IPv6 /64 and could try from each of its
 * 2^64 addresses; an IPv4 address written the IPv6 way is that IPv4 address.
 */
export function addressKey(address: string): string {
  const plain = address.split('%')[0] ?? '';
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return 'unreadable';
  const groups = ipv6Groups(plain);
  const [high = 0, low = 0] = groups.slice(6);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

function ipv6Groups(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const hex = dotted
    ? `${dotted[1]}${(Number(dotted[2]) * 256 + Number(dotted[3])).toString(16)}:${(Number(dotted[4]) * 256 + Number(dotted[5])).toString(16)}`
    : address;
  const [before = '', after] = hex.split('::');
  const numbers = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const start = numbers(before);
  const end = after === undefined ? [] : numbers(after);
  return [...start, ...Array<number>(8 - start.length - end.length).fill(0), ...end];
}
