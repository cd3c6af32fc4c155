import { SegmentedControl } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Happening } from '../../store/derive/feed.ts';
import { FeedList } from './FeedList.tsx';

const KINDS = ['all', 'incident', 'asset', 'task', 'note'] as const;

export function FeedScreen() {
  const { t } = useTranslation();
  const [kind, setKind] = useState<string>('all');
  const filter = useCallback((one: Happening) => kind === 'all' || one.kind === kind, [kind]);
  return (
    <section className="a-sheet" aria-labelledby="feed-title">
      <header className="a-sheet-head">
        <h1 id="feed-title">{t('feed.title')}</h1>
        <SegmentedControl
          size="xs"
          value={kind}
          onChange={setKind}
          data={KINDS.map((value) => ({ value, label: t(`feed.kind.${value}`) }))}
          aria-label={t('feed.kinds')}
        />
      </header>
      <FeedList most={400} filter={filter} />
    </section>
  );
}
