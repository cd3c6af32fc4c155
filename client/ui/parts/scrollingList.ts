/**
 * A Select whose own list scrolls: the kit's scroll area around it would be a scrolling region that no key reaches.
 */
export const SCROLLING_LIST = {
  withScrollArea: false,
  styles: { options: { maxHeight: 240, overflowY: 'auto' } },
} as const;
