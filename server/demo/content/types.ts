/**
 * The demonstration is plain data: records name one another by stable keys, and whoever loads it turns a key into an
 * id. Wherever a command carries an id (`assetId`, `incidentId`, `taskId`, `noteId`, `needId`, `into`, `blockedBy`,
 * `organisation`, `user`, `circles`, `persons`), the key stands in its place.
 */
export type OrganisationKind = 'authority' | 'operator' | 'responder' | 'academia' | 'civil-society' | 'international';
export type Country = 'ES' | 'PT' | 'FR' | 'MA' | 'BE';
export type Role =
  | 'viewer'
  | 'responder'
  | 'liaison'
  | 'coordinator'
  | 'owner'
  | 'analyst'
  | 'director'
  | 'evaluator'
  | 'admin'
  | 'guest';
export type Tlp = 'TLP:RED' | 'TLP:AMBER+STRICT' | 'TLP:AMBER' | 'TLP:GREEN' | 'TLP:CLEAR';
export type Sector =
  | 'energy'
  | 'transport'
  | 'banking'
  | 'financial-market'
  | 'health'
  | 'drinking-water'
  | 'waste-water'
  | 'digital'
  | 'public-administration'
  | 'space'
  | 'food'
  | 'industry'
  | 'emergency-services';
export type AssetStatus = 'operational' | 'degraded' | 'failed' | 'unknown';
export type Because = 'damage' | 'supply' | 'precaution' | 'unknown';
export type IncidentStatus = 'reported' | 'confirmed' | 'responding' | 'contained' | 'resolved' | 'closed';
export type TaskStatus = 'open' | 'assigned' | 'accepted' | 'in-progress' | 'blocked' | 'done' | 'cancelled';
export type Severity = 1 | 2 | 3 | 4;

export interface DemoOrganisation {
  key: string;
  name: string;
  /** At most 12 characters: it stands on map labels and cards. */
  shortName: string;
  kind: OrganisationKind;
  country: Country;
}

export interface DemoUser {
  /** `<role>@<organisation>`; the user name adds `.demo`. */
  key: string;
  username: string;
  name: string;
  organisation: string;
  roles: Role[];
  /** One line for the login page: what this account is good to see. */
  about: string;
}

export interface DemoCircle {
  key: string;
  name: string;
  members: string[];
}

export interface DemoAgreement {
  key: string;
  name: string;
  parties: string[];
  permits: ('share-amber' | 'send-tasks' | 'lend-resources' | 'direct-contact' | 'train-together')[];
  text: string;
  proposedBy: string;
  acceptedBy: string[];
}

/** The owner of a marking is always the author's organisation, so it is not repeated here. */
export interface DemoMarking {
  tlp: Tlp;
  circles?: string[];
  persons?: string[];
  restricted?: { tlp: Tlp; circles?: string[] };
}

/** The coarse twin that an owner publishes beside an asset. */
export interface DemoCoarse {
  marking: DemoMarking;
  /** Degrees. */
  cell: 0.25 | 0.5 | 1;
  region?: string;
  needs?: boolean;
}

export interface DemoPlace {
  lat: number;
  lon: number;
}

export interface DemoAsset {
  key: string;
  name: string;
  sector: Sector;
  kind: string;
  country: Country;
  location: DemoPlace;
  organisation: string;
  /** Persons served: synthetic in every case, see `SYNTHETIC_NOTE`. */
  served: number;
  marking: DemoMarking;
  coarse?: DemoCoarse;
}

export interface DemoSupplier {
  assetId: string;
  weight: number;
  /** Seconds. */
  delay: number;
  /** Parts per million. */
  threshold: number;
}

/** One need of one asset, in the shape of `asset.setNeeds`; `assetId` names the asset that has the need. */
export interface DemoNeed {
  assetId: string;
  needId: string;
  type: 'physical' | 'cyber' | 'geographic' | 'logical';
  rule: 'cap' | 'kofn';
  suppliers: DemoSupplier[];
  /** Of rule `kofn`. */
  k?: number;
  /** Of rule `cap`, in the unit of the weights. */
  demand?: number;
  base?: number;
  /** Seconds at full draw. */
  buffer: number;
  /** Parts per million of a second, per second; 0 means refilled by hand. */
  recharge: number;
  /** Parts per million. */
  alpha: number;
  /** Parts per million. */
  beta: number;
}

export interface DemoPolygon {
  type: 'Polygon';
  /** GeoJSON order: longitude, latitude; the ring is closed. */
  coordinates: [number, number][][];
}

export interface DemoAssignee {
  organisation: string;
  user?: string;
}

export interface DemoScenario {
  scenarioId: string;
  name: string;
  note: string;
  /** `after` in seconds from when it is run, `level` in parts per million, `seconds` at full draw. */
  steps: (
    | { kind: 'health'; after: number; assetId: string; level: number }
    | { kind: 'refuel'; after: number; assetId: string; needId: string; seconds: number }
  )[];
  hours: number;
}

export type DemoCommand =
  | {
      type: 'asset.setStatus';
      data: {
        assetId: string;
        status: AssetStatus;
        level?: number;
        because?: Because;
        note?: string;
        expectedRestoration?: string;
      };
    }
  | { type: 'asset.confirm'; data: { assetId: string } }
  | { type: 'asset.refute'; data: { assetId: string; note?: string } }
  | {
      type: 'asset.answerPrediction';
      data: { assetId: string; answer: 'confirmed' | 'refuted'; at: string; level: number; note: string };
    }
  | { type: 'asset.setBuffer'; data: { assetId: string; needId: string; secondsLeft: number } }
  | {
      type: 'incident.report';
      data: {
        incidentId: string;
        title: string;
        kind?: string;
        severity?: Severity;
        location?: DemoPlace;
        area?: DemoPolygon;
        assetIds?: string[];
        description?: string;
        marking?: DemoMarking;
      };
    }
  | { type: 'incident.setStatus'; data: { incidentId: string; status: IncidentStatus; note?: string } }
  | { type: 'incident.setSeverity'; data: { incidentId: string; severity: Severity } }
  | { type: 'incident.setLead'; data: { incidentId: string; organisation: string } }
  | { type: 'incident.linkAssets'; data: { incidentId: string; assetIds: string[] } }
  | { type: 'incident.acknowledge'; data: { incidentId: string } }
  | { type: 'incident.merge'; data: { incidentId: string; into: string } }
  | { type: 'incident.void'; data: { incidentId: string; reason: string } }
  | {
      type: 'incident.addNote';
      data: { incidentId: string; noteId: string; text: string; marking?: DemoMarking };
    }
  | {
      type: 'task.create';
      data: {
        taskId: string;
        title: string;
        incidentId?: string;
        assetIds?: string[];
        due?: string;
        /** 1 low to 4 urgent. */
        priority?: 1 | 2 | 3 | 4;
        assignee?: DemoAssignee;
        marking?: DemoMarking;
      };
    }
  | { type: 'scenario.save'; data: DemoScenario }
  | { type: 'task.assign'; data: { taskId: string; assignee: DemoAssignee } }
  | { type: 'task.accept'; data: { taskId: string } }
  | { type: 'task.decline'; data: { taskId: string; reason: string } }
  | { type: 'task.setStatus'; data: { taskId: string; status: TaskStatus; note?: string } }
  | { type: 'task.setBlockedBy'; data: { taskId: string; blockedBy: string[] } }
  | {
      type: 'sharing.mark';
      data: {
        entity: { kind: 'asset' | 'incident' | 'task' | 'note'; id: string };
        marking: DemoMarking;
        reason: string;
      };
    };

/** `seen`: stated in the source named; `recalled`: from published reports, unchecked; `assumed`: invented for the story. */
export type Confidence = 'seen' | 'recalled' | 'assumed';

export interface DemoStep {
  /** Operation time. */
  at: string;
  as: string;
  command: DemoCommand;
  source: string;
  confidence: Confidence;
  sourceUrl?: string;
}

export interface DemoPace {
  fromOperationTime: string;
  /** Operation seconds per real second. */
  speed: number;
}

export interface DemoPlaceName {
  name: string;
  lat: number;
  lon: number;
  /** 1 is shown first (capitals and the largest cities), 3 last. */
  rank: 1 | 2 | 3;
}
