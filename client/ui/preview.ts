import { createContext, useContext } from 'react';

/** That what is on the screen is a partner's view of one's own records: read, and left again. */
export interface Preview {
  /** As whom one looks, by its short name. */
  readonly name: string;
  leave(): void;
}

export const PreviewContext = createContext<Preview | undefined>(undefined);

/** Undefined in one's own picture. */
export const usePreview = (): Preview | undefined => useContext(PreviewContext);
