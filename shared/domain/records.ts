import type { Asset, AssetFace } from './asset/record.ts';
import type {
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
import type { Task, TaskFace } from './task/record.ts';

export interface RecordOf {
  organisation: Organisation;
  user: User;
  circle: Circle;
  operation: Operation;
  clock: ClockRecord;
  asset: Asset;
  incident: Incident;
  task: Task;
  note: Note;
  attachment: Attachment;
}
export interface FaceOf {
  organisation: OrganisationFace;
  user: UserFace;
  circle: CircleFace;
  operation: OperationFace;
  clock: ClockFace;
  asset: AssetFace;
  incident: IncidentFace;
  task: TaskFace;
  note: NoteFace;
  attachment: AttachmentFace;
}
export type AnyRecord = RecordOf[Kind];
export type AnyFace = FaceOf[Kind];

const MARKED: ReadonlySet<string> = new Set(['asset', 'incident', 'task', 'note', 'attachment']);
export type MarkedKind = 'asset' | 'incident' | 'task' | 'note' | 'attachment';
export const isMarkedKind = (kind: string): kind is MarkedKind => MARKED.has(kind);
export const asMarked = (kind: string, record: AnyRecord | undefined): Marked | undefined =>
  record && MARKED.has(kind) ? (record as Marked) : undefined;
