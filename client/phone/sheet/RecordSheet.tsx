import { isId } from '../../../shared/ids.ts';
import type { FaceOf } from '../../../shared/domain/records.ts';
import type { Faces } from '../../store/contract.ts';
import { assetName } from '../../ui/assetName.ts';
import { useTocsin } from '../../ui/tocsin.ts';
import { go, useRoute } from '../route.ts';
import { t } from '../text.ts';
import { AssetSheet } from './AssetSheet.tsx';
import { IncidentSheet } from './IncidentSheet.tsx';
import { Sheet } from './Sheet.tsx';
import { TaskSheet } from './TaskSheet.tsx';

const KINDS = ['incident', 'task', 'asset'] as const;
interface Named {
  readonly kind: (typeof KINDS)[number];
  readonly id: string;
}

/** The records that a code or an id stands for, of what is shown here. */
function named(faces: Faces, name: string): Named[] {
  const found: Named[] = [];
  for (const kind of KINDS) {
    if (isId(name)) {
      if (faces[kind].has(name)) found.push({ kind, id: name });
      continue;
    }
    for (const { id, code } of faces[kind].values()) if (code === name) found.push({ kind, id });
  }
  return found;
}

/** Joined to one text, so that the selector answers the same until it is not the same. */
const useNamed = (name: string): Named[] =>
  useTocsin((state) =>
    named(state.faces, name)
      .map(({ kind, id }) => `${kind} ${id}`)
      .join(';'),
  )
    .split(';')
    .filter(Boolean)
    .map((pair) => ({ kind: pair.split(' ')[0] as Named['kind'], id: pair.split(' ')[1]! }));

export function RecordSheet({ name, onClose }: { name: string; onClose: () => void }) {
  const { tab } = useRoute();
  const found = useNamed(name);
  const [only] = found;
  if (found.length > 1) {
    return (
      <Sheet title={t('ui.byCode.title', { code: name })} onClose={onClose}>
        <div className="p-choices">
          {found.map(({ kind, id }) => (
            <button key={id} type="button" className="p-choice is-row" onClick={() => go({ tab, over: id })}>
              <Name kind={kind} id={id} />
            </button>
          ))}
        </div>
      </Sheet>
    );
  }
  if (!only) {
    return (
      <Sheet title={t('ui.notFound.title')} onClose={onClose} start="peek">
        <p>{t('ui.notFound.hint')}</p>
      </Sheet>
    );
  }
  if (only.kind === 'incident') return <IncidentSheet id={only.id} onClose={onClose} />;
  if (only.kind === 'task') return <TaskSheet id={only.id} onClose={onClose} />;
  return <AssetSheet id={only.id} onClose={onClose} />;
}

function Name({ kind, id }: Named) {
  const face = useTocsin((state) => state.faces[kind].get(id) as FaceOf[Named['kind']] | undefined);
  return <strong>{face && ('title' in face ? face.title : assetName(face, t))}</strong>;
}
