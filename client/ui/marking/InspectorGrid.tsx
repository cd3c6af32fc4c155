import { Check, CircleHelp, CircleSlash, EyeOff, Layers, SquareDashed } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PublishedTwin } from '../../../shared/domain/asset/record.ts';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import { knownAudience } from '../../store/derive/knownAudience.ts';
import { RecordLink } from '../parts/RecordLink.tsx';
import { useMe, useTocsin } from '../tocsin.ts';
import type { Markable } from './api.ts';
import { columnsOf, groupKeyOf, inspectedCell, rowsOf, type Cell, type Column } from './grid.ts';
import { asInput, coarseOf } from './inputs.ts';
import { MarkingHistory } from './MarkingHistory.tsx';
import { useInspection } from './useAudience.ts';
import { useTelling } from './useTelling.ts';
import { reasonWords, shortReason } from './words.ts';
import './inspector.css';

interface InspectorGridProps {
  kind: Markable;
  face: MarkedFace;
}

/** Who sees which field of a record of one's own organisation, and why; what comes, and how it came to be so. */
export function InspectorGrid({ kind, face }: InspectorGridProps) {
  const { t } = useTranslation();
  const mine = useMe()?.organisation === face.owner && face.marking !== undefined;
  if (!mine) return <p className="t-note-hint">{t('parts.who.othersOnly')}</p>;
  return (
    <div className="t-inspector">
      <Grid kind={kind} face={face} />
      <MarkingHistory face={face} />
    </div>
  );
}

function Grid({ kind, face }: InspectorGridProps) {
  const { t } = useTranslation();
  const telling = useTelling();
  const { inspection: said, asking } = useInspection({ kind, id: face.id }, face.version);
  const here = useHere(kind, face);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const inspection = said ?? here;
  const columns = useMemo(() => columnsOf(inspection, unfolded), [inspection, unfolded]);
  const rows = rowsOf(kind, face);
  const twin = (face as { twin?: PublishedTwin }).twin;
  const { hangsOn } = inspection;
  const fold = (column: Column): void => {
    const key = groupKeyOf(column);
    const next = new Set(unfolded);
    if (!next.delete(key)) next.add(key);
    setUnfolded(next);
  };
  return (
    <>
      {!said && !asking && <p className="t-note-hint">{t('marking.offline')}</p>}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard */}
      <div className="t-inspector-scroll" role="region" aria-label={t('marking.grid.name')} tabIndex={0}>
        <table aria-busy={asking || undefined}>
          <caption className="t-hidden">{t('marking.grid.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('marking.grid.field')}</th>
              {columns.map((column) => (
                <th key={column.key} scope="col">
                  <Head column={column} unfolded={unfolded.has(groupKeyOf(column))} onFold={() => fold(column)} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((field) => (
              <tr key={field}>
                <th scope="row">{t(`marking.field.${field}`)}</th>
                {columns.map((column) => (
                  <Shown
                    key={column.key}
                    cell={inspectedCell(kind, field, column.answer, twin?.needs)}
                    head={column.guest === undefined ? shortReason(column.answer, telling) : t('marking.short.guest')}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hangsOn && (
        <p className="t-note-hint">
          {t('marking.grid.hangsOn')}{' '}
          {(hangsOn.kind === 'incident' || hangsOn.kind === 'asset' || hangsOn.kind === 'task') && (
            <RecordLink kind={hangsOn.kind} id={hangsOn.id} />
          )}
        </p>
      )}
      {inspection.partnersGuests && <p className="t-note-hint">{t('marking.grid.partnersGuests')}</p>}
      {face.tlp === 'TLP:CLEAR' && <p className="t-note-hint">{t('marking.public')}</p>}
    </>
  );
}

/** Without a link: by what is known on this device. */
function useHere(kind: Markable, face: MarkedFace) {
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  return useMemo(
    () =>
      knownAudience(
        faces,
        operation,
        { organisation: face.owner, user: face.by.user ?? '' },
        { kind, marking: asInput(face), coarse: coarseOf(face) },
      ),
    [faces, operation, kind, face],
  );
}

interface HeadProps {
  column: Column;
  unfolded: boolean;
  onFold: () => void;
}

function Head({ column, unfolded, onFold }: HeadProps) {
  const { t } = useTranslation();
  const telling = useTelling();
  const { answer, organisations, guest } = column;
  if (guest !== undefined) {
    return (
      <>
        <span className="t-inspector-who">{telling.person(guest)}</span>
        <span className="t-inspector-why">{t('marking.why.guest')}</span>
      </>
    );
  }
  const names = organisations.map(({ organisation }) => telling.organisation(organisation));
  const many = names.length > 1;
  return (
    <>
      {many || unfolded ? (
        <button
          type="button"
          className="t-inspector-who"
          aria-expanded={unfolded}
          title={names.join(', ')}
          onClick={onFold}
        >
          {many ? t('marking.grid.others', { count: names.length }) : names[0]}
          <Layers size={12} aria-hidden="true" />
        </button>
      ) : (
        <span className="t-inspector-who">{names[0]}</span>
      )}
      <span className="t-inspector-why">{reasonWords(answer, telling)}</span>
    </>
  );
}

const ICONS: Record<Cell['shown'], ReactNode> = {
  exact: <Check size={13} aria-hidden="true" />,
  yes: <Check size={13} aria-hidden="true" />,
  area: <SquareDashed size={13} aria-hidden="true" />,
  band: <SquareDashed size={13} aria-hidden="true" />,
  restricted: <EyeOff size={13} aria-hidden="true" />,
  unknown: <CircleHelp size={13} aria-hidden="true" />,
  not: <CircleSlash size={13} aria-hidden="true" />,
};

function Shown({ cell: { shown, because }, head }: { cell: Cell; head: string }) {
  const { t } = useTranslation();
  const why =
    because === 'as-marked' ? head : t(because === 'restricted' ? 'marking.short.restricted' : 'marking.short.twin');
  return (
    <td className={`is-${shown}`}>
      <span className="t-inspector-cell">
        {ICONS[shown]} {t(`marking.cell.${because === 'twin-only' ? 'twinOnly' : shown}`)}{' '}
        <span className="t-inspector-why">{why}</span>
      </span>
    </td>
  );
}
