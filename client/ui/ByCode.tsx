import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Drawer } from './Drawer.tsx';
import { facesNamed, useGo, type DrawerKind } from './entities.ts';
import { EntityCard } from './EntityCard.tsx';
import { EntityLink } from './EntityLink.tsx';
import { NotFound } from './NotFound.tsx';
import { useFaces, useTocsin } from './tocsin.ts';

interface ByCodeProps {
  kind: DrawerKind;
  code: string;
  children: (id: string) => ReactNode;
}

/** Finds what a code in the address names among the faces; a code that names two lists both. */
export function ByCode({ kind, code, children }: ByCodeProps) {
  const faces = useFaces(kind);
  const ready = useTocsin((state) => state.ready);
  const go = useGo();
  const { t } = useTranslation();
  const found = useMemo(() => facesNamed<DrawerKind>(faces, code), [faces, code]);
  if (!ready) return null;
  const [only, second] = found;
  if (!only) return <NotFound />;
  if (!second) return children(only.id);
  return (
    <Drawer title={t('ui.byCode.title', { code })} onClose={go.close}>
      <p>{t('ui.byCode.hint')}</p>
      {found.map(({ id }) => (
        <EntityCard key={id} kind={kind} id={id}>
          <EntityLink kind={kind} code={id}>
            {t('ui.byCode.open')}
          </EntityLink>
        </EntityCard>
      ))}
    </Drawer>
  );
}
