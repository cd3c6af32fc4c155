export interface Report {
  readonly machine: string;
  readonly when: string;
  readonly results: readonly {
    readonly id: string;
    readonly metric: string;
    readonly value: number;
    readonly unit: string;
    readonly bench: string;
    readonly baseline?: number;
    readonly ratio?: number;
    readonly target?: string;
    readonly met?: boolean;
  }[];
  readonly failed?: readonly string[];
}
export function performancePage(report: Report): string;
export function performanceDigest(report: Report): string;
