export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly advice: string;
}
export function cruiseRooms(baseDir?: string): Promise<{ readonly modules: number; readonly violations: Violation[] }>;
