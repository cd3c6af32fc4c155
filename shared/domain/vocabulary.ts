/** The words of the product, once. Schemas, types and screens take them from here. */
export const TLP = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'] as const;
export type Tlp = (typeof TLP)[number];
/** Strictness: CLEAR < GREEN < AMBER < AMBER+STRICT < RED. */
export const strictness = (tlp: Tlp): number => TLP.indexOf(tlp);

/** The eleven sectors of EU Directive 2022/2557 (CER), and two the field needs beside them. */
export const SECTORS = [
  'energy',
  'transport',
  'banking',
  'financial-market',
  'health',
  'drinking-water',
  'waste-water',
  'digital',
  'public-administration',
  'space',
  'food',
  'industry',
  'emergency-services',
] as const;
export type Sector = (typeof SECTORS)[number];

export const ASSET_STATUSES = ['operational', 'degraded', 'failed', 'unknown'] as const;
export type AssetStatus = (typeof ASSET_STATUSES)[number];
export const BECAUSE = ['damage', 'supply', 'precaution', 'unknown'] as const;
export type Because = (typeof BECAUSE)[number];
export const NEED_TYPES = ['physical', 'cyber', 'geographic', 'logical'] as const;
export type NeedType = (typeof NEED_TYPES)[number];
/** Levels are parts per million. */
export const UP = 1_000_000;

export const INCIDENT_STATUSES = ['reported', 'confirmed', 'responding', 'contained', 'resolved', 'closed'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];
export const INCIDENT_KINDS = [
  'power-outage',
  'communications-outage',
  'water-disruption',
  'fuel-shortage',
  'transport-disruption',
  'health-emergency',
  'fire',
  'flood',
  'storm',
  'earthquake',
  'hazardous-release',
  'cyber-attack',
  'sabotage',
  'equipment-failure',
  'supply-shortage',
  'security',
  'other',
] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];
export const SEVERITIES = [1, 2, 3, 4] as const;
/** 1 minor, 2 moderate, 3 major, 4 critical. */
export type Severity = (typeof SEVERITIES)[number];

export const TASK_STATUSES = ['open', 'assigned', 'accepted', 'in-progress', 'blocked', 'done', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const ROLES = [
  'viewer',
  'responder',
  'liaison',
  'coordinator',
  'owner',
  'analyst',
  'director',
  'evaluator',
  'admin',
  'guest',
] as const;
export type Role = (typeof ROLES)[number];

/** What an agreement between organisations permits. */
export const PERMITS = ['share-amber', 'send-tasks', 'lend-resources', 'direct-contact', 'train-together'] as const;
export type Permit = (typeof PERMITS)[number];

/** What an owner says of what the cascade predicts of their asset. */
export const PREDICTION_ANSWERS = ['confirmed', 'refuted'] as const;
export type PredictionAnswer = (typeof PREDICTION_ANSWERS)[number];

/** What the read journal tells of. */
export const READINGS = ['export', 'pack', 'preview', 'break-glass'] as const;
export type ReadingKind = (typeof READINGS)[number];

/** The side of a coarse twin's cell, in degrees. */
export const CELL_SIZES = [0.1, 0.25, 0.5, 1, 2] as const;

export const ORGANISATION_KINDS = [
  'authority',
  'operator',
  'responder',
  'academia',
  'civil-society',
  'international',
] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

export const OPERATION_KINDS = ['live', 'exercise'] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];
export const PHASES = ['planned', 'running', 'ended'] as const;
export type Phase = (typeof PHASES)[number];
