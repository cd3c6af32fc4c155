import type { AnyFace } from '../../shared/cascade/faces.ts';
import type { ForecastOptions } from '../../shared/cascade/forecast.ts';
import type { Concerned } from '../../shared/cascade/crossings.ts';
import type { Instant } from '../../shared/time.ts';
import type { Step } from './warnings.ts';

/** What is asked of the thread, apart from the faces, which go before in pieces. */
export type Question =
  | {
      readonly kind: 'forecast';
      readonly now: Instant;
      readonly options: Pick<ForecastOptions, 'horizon' | 'deadlines'>;
    }
  | {
      readonly kind: 'warnings';
      readonly from: Instant;
      readonly now: Instant;
      readonly me: Concerned;
      /** What the answer says beside the warnings. */
      readonly about: object;
    };

export type ToThread =
  | { readonly kind: 'faces'; readonly faces: readonly AnyFace[] }
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'ask'; readonly question: Question };

/** JSON text: it is sent as it is. */
export type FromThread =
  | { readonly kind: 'answer'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly message: string };
