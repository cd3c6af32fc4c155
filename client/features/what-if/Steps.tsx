import { ActionIcon, Button } from '@mantine/core';
import { Pencil, RotateCcw, Trash2, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { inOrder, type Act } from '../../forecast/acts.ts';
import { useDraft, useDraftKeeper } from '../../forecast/draft.ts';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { useFaces, useTocsinApi } from '../../ui/tocsin.ts';
import { actWords, whatWords, whenWords, whomWords } from './words.ts';

/** Named in a line's fold; the count is beside it. */
const MOST = 100;

/** What is supposed to happen, by time. */
export function Steps({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const keeper = useDraftKeeper();
  const { acts, past, composer } = useDraft();
  return (
    <section className="nx-part wi-steps" aria-labelledby="wi-steps">
      <h2 id="wi-steps">
        {t('what-if.steps')} <span className="t-count">{acts.length}</span>
        <span className="wi-space" />
        <Button
          size="compact-xs"
          variant="subtle"
          disabled={past.length === 0}
          leftSection={<Undo2 size={13} aria-hidden="true" />}
          onClick={() => keeper.undo()}
        >
          {t('what-if.undo')}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          disabled={acts.length === 0}
          leftSection={<RotateCcw size={13} aria-hidden="true" />}
          onClick={onClear}
        >
          {t('what-if.clear')}
        </Button>
      </h2>
      {acts.length === 0 ? (
        <p className="nx-hint">{t('what-if.noSteps')}</p>
      ) : (
        <ol className="wi-list">
          {inOrder(acts, tocsin.operationNow()).map((act) => (
            <Line key={act.key} act={act} editing={composer.editing === act.key} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Line({ act, editing }: { act: Act; editing: boolean }) {
  const { t } = useTranslation();
  const keeper = useDraftKeeper();
  const assets = useFaces('asset');
  const words = actWords(act, assets, t);
  const { assetIds, what, when } = act;
  const gone = assetIds.filter((id) => !assets.has(id)).length;
  const [only] = assetIds;
  return (
    <li className={`wi-line is-${what.kind} ${editing ? 'is-editing' : ''}`}>
      <span className="wi-line-when">{whenWords(when, t)}</span>
      <div className="wi-line-what">
        {assetIds.length === 1 && only ? (
          <RecordLink kind="asset" id={only} />
        ) : (
          <details>
            <summary>{whomWords(assetIds, assets, t)}</summary>
            <ul className="fc-list">
              {assetIds.slice(0, MOST).map((id) => (
                <li key={id}>
                  <RecordLink kind="asset" id={id} />
                </li>
              ))}
              {assetIds.length > MOST && <li>{t('what-if.andMore', { count: assetIds.length - MOST })}</li>}
            </ul>
          </details>
        )}{' '}
        <span className="wi-does">{whatWords(what, assetIds.length, t)}</span>
        {gone > 0 && <p className="fc-flag">{t('what-if.gone', { count: gone })}</p>}
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('what-if.editLine', { line: words })}
        onClick={() => keeper.edit(act.key)}
      >
        <Pencil size={15} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('what-if.removeLine', { line: words })}
        onClick={() => keeper.remove(act.key)}
      >
        <Trash2 size={15} />
      </ActionIcon>
    </li>
  );
}
