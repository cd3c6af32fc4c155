import type { Instant } from '../../time.ts';
import type { Marked, MarkedFace } from '../entity.ts';
import type { JournalEntry, ShownEntry } from '../incident/record.ts';
import type { TaskStatus } from '../vocabulary.ts';

export interface Assignee {
  readonly organisation: string;
  readonly user?: string;
}

interface TaskContent {
  readonly title: string;
  readonly description?: string;
  readonly incidentId?: string;
  readonly assetIds?: readonly string[];
  /** Operation time. */
  readonly due?: Instant;
  /** 1 low to 4 urgent. */
  readonly priority: 1 | 2 | 3 | 4;
  readonly assignee?: Assignee;
  readonly status: TaskStatus;
  readonly blockedBy?: readonly string[];
  readonly at: Instant;
  readonly changedAt: Instant;
  /** Since when it has been offered to its present assignee without an answer. */
  readonly offeredAt?: Instant;
  readonly declined?: { readonly organisation: string; readonly reason: string; readonly at: Instant };
}

export interface Task extends Marked, TaskContent {
  readonly journal: readonly JournalEntry[];
}

export interface TaskFace extends MarkedFace, TaskContent {
  readonly journal: readonly ShownEntry[];
}
