import { useEffect, useMemo, useState } from 'react';
import { consequence, type Inspection } from '../../../shared/sharing/inspect.ts';
import { asInput, coarseOf } from './inputs.ts';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import { defaultTlp } from '../../store/derive/audience.ts';
import { knownAudience } from '../../store/derive/knownAudience.ts';
import type { Faces } from '../../store/contract.ts';
import { useMe, useTocsin } from '../tocsin.ts';
import { askWhoSees, askWhoWould, type AudienceQuestion, type MarkableRef, type Preview } from './api.ts';

/** Somebody who types, or walks through the labels, asks once. */
const PAUSE_MS = 250;

export interface Audience {
  readonly preview: Preview;
  /** Who said so: the server, or what is known here (until it answers, and without a link). */
  readonly from: 'server' | 'here';
  /** The server is being asked. */
  readonly asking: boolean;
}

interface Answer<T> {
  readonly key: string;
  /** Undefined: it could not say. */
  readonly said: T | undefined;
}

/** The server's answer to a question, asked again when the question or who is who changes; the older request is called off. */
function useAsked<T>(
  key: string,
  pause: number,
  ask: (operation: string, signal: AbortSignal) => Promise<T | undefined>,
): Answer<T> & { readonly asking: boolean } {
  const operation = useTocsin((state) => state.operationId);
  const reachable = useTocsin(({ connection: { state } }) => state === 'live' || state === 'delayed');
  // Membership may change under an open form.
  const world = useTocsin(({ revisions: { circle, organisation, user } }) => circle + organisation + user);
  const [answer, setAnswer] = useState<Answer<T>>({ key: '', said: undefined });
  const [settled, setSettled] = useState('');
  const asked = `${key} ${operation} ${reachable} ${world}`;
  useEffect(() => {
    if (!operation || !reachable) return undefined;
    const calling = new AbortController();
    const timer = setTimeout(() => {
      ask(operation, calling.signal).then(
        (said) => {
          setAnswer({ key, said });
          setSettled(asked);
        },
        () => undefined,
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      calling.abort();
    };
    // The question is in `asked`: the function is another one on each drawing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [asked]);
  return { ...answer, asking: reachable && settled !== asked };
}

/** Who would see it before it is sent. */
export function useAudience(question: AudienceQuestion, parentTlp?: AudienceParent): Audience {
  const key = JSON.stringify(question);
  const known = useKnown(question, parentTlp);
  const {
    key: of,
    said,
    asking,
  } = useAsked<Preview>(key, PAUSE_MS, (operation, signal) => askWhoWould(operation, question, signal));
  return said && of === key ? { preview: said, from: 'server', asking } : { preview: known, from: 'here', asking };
}
type AudienceParent = Parameters<typeof defaultTlp>[2];

/** Who sees a record of one's own organisation now. */
export function useInspection(
  entity: MarkableRef,
  version: number,
): { inspection: Inspection | undefined; asking: boolean } {
  const key = `${entity.kind}:${entity.id} ${version}`;
  const {
    key: of,
    said,
    asking,
  } = useAsked<Inspection>(key, 0, (operation, signal) => askWhoSees(operation, entity, signal));
  // An older answer stands until the new one is here: it is of the same record.
  const same = of.slice(0, of.indexOf(' ')) === key.slice(0, key.indexOf(' '));
  return { inspection: same ? said : undefined, asking };
}

function useKnown(question: AudienceQuestion, parentTlp: AudienceParent): Preview {
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  const me = useMe();
  const key = JSON.stringify(question);
  return useMemo(() => {
    const author = { organisation: me?.organisation ?? '', user: me?.id ?? '' };
    return previewHere(faces, operation, author, question, parentTlp);
    // The question is compared by its words.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [faces.circle, faces.organisation, faces.user, faces.operation, operation, me, key, parentTlp]);
}

/** The same answer from what is held here. */
export function previewHere(
  faces: Faces,
  operation: string | undefined,
  author: { organisation: string; user: string },
  question: AudienceQuestion,
  parentTlp?: AudienceParent,
): Preview {
  const { kind, entity, on, assignee } = question;
  const marking = question.marking ?? { tlp: defaultTlp(faces, operation, parentTlp) };
  const before = entity && (faces[entity.kind].get(entity.id) as MarkedFace | undefined);
  const stands = before && coarseOf(before);
  const coarse = question.coarse === undefined ? stands : question.coarse;
  const after = knownAudience(faces, operation, author, { kind, marking, coarse, assignee });
  const parent = on && (faces[on.kind].get(on.id) as MarkedFace | undefined);
  const follows = !question.marking && parent !== undefined && parent.owner !== author.organisation;
  const now = before && knownAudience(faces, operation, author, { kind, marking: asInput(before), coarse: stands });
  return {
    ...after,
    ...(!question.marking && { unmarked: true as const }),
    ...(follows && { hangsOn: on }),
    ...(now && consequence(now, after)),
  };
}
