import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assetName } from '../assetName.ts';
import type { DrawerKind } from '../entities.ts';
import { EntityLink } from '../EntityLink.tsx';
import { useFace } from '../tocsin.ts';
import { useMapBridge } from './mapBridge.tsx';
import './parts.css';

interface RecordLinkProps {
  kind: DrawerKind;
  id: string;
  children?: ReactNode;
}

/** Leads to a record by its title, and rings it on the map while pointed at. One that is not shown any more says so. */
export function RecordLink({ kind, id, children }: RecordLinkProps) {
  const { t } = useTranslation();
  const face = useFace(kind, id);
  const map = useMapBridge();
  if (!face) return <span className="t-gone">{t('parts.notShown')}</span>;
  return (
    <span onPointerEnter={() => map.hover({ kind, id })} onPointerLeave={() => map.hover(undefined)}>
      <EntityLink kind={kind} code={face.code} className="t-record-link">
        {children ?? ('title' in face ? face.title : assetName(face, t))}
      </EntityLink>
    </span>
  );
}
