import type { Asset, AssetFace, TwinFace } from './asset/record.ts';
import type {
  Agreement,
  AgreementFace,
  Circle,
  CircleFace,
  Operation,
  OperationFace,
  Organisation,
  OrganisationFace,
  User,
  UserFace,
} from './directory/record.ts';
import type { Kind, Marked } from './entity.ts';
import type { Incident, IncidentFace } from './incident/record.ts';
import type { Attachment, AttachmentFace, Note, NoteFace } from './note/record.ts';
import type { ClockFace, ClockRecord } from './operation/record.ts';
import type { Reading, ReadingFace } from './reading/record.ts';
import type { Release, ReleaseFace } from './release/record.ts';
import type { Scenario, ScenarioFace } from './scenario/record.ts';
import type { Task, TaskFace } from './task/record.ts';

export interface RecordOf {
  organisation: Organisation;
  user: User;
  circle: Circle;
  operation: Operation;
  agreement: Agreement;
  clock: ClockRecord;
  asset: Asset;
  incident: Incident;
  task: Task;
  note: Note;
  attachment: Attachment;
  release: Release;
  reading: Reading;
  scenario: Scenario;
}
export interface FaceOf {
  organisation: OrganisationFace;
  user: UserFace;
  circle: CircleFace;
  operation: OperationFace;
  agreement: AgreementFace;
  clock: ClockFace;
  asset: AssetFace | TwinFace;
  incident: IncidentFace;
  task: TaskFace;
  note: NoteFace;
  attachment: AttachmentFace;
  release: ReleaseFace;
  reading: ReadingFace;
  scenario: ScenarioFace;
}
export type AnyRecord = RecordOf[Kind];
export type AnyFace = FaceOf[Kind];

const KINDS_MARKED = ['asset', 'incident', 'task', 'note', 'attachment', 'release', 'reading', 'scenario'] as const;
export type MarkedKind = (typeof KINDS_MARKED)[number];
const MARKED: ReadonlySet<string> = new Set(KINDS_MARKED);
export const isMarkedKind = (kind: string): kind is MarkedKind => MARKED.has(kind);
export const asMarked = (kind: string, record: AnyRecord | undefined): Marked | undefined =>
  record && MARKED.has(kind) ? (record as Marked) : undefined;
