import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kind } from '../../../shared/domain/entity.ts';
import { useTocsin, useTocsinApi } from '../tocsin.ts';

/** Each notice takes the place of the one before: several records withdrawn by one act are one piece of news. */
const NOTICE = 'withdrawn';

/**
 * Says once, in words that name nothing, that what a drawer showed is no longer shared. `open` is the record in the
 * drawer while it is shown; what leaves because the person went elsewhere is no withdrawal.
 */
export function useWithdrawnNotice(
  open: { readonly kind: Kind; readonly id: string } | undefined,
  address: string,
): void {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const ready = useTocsin((state) => state.ready && state.session === 'signed-in');
  const held = useRef<{ readonly kind: Kind; readonly id: string; readonly address: string } | undefined>(undefined);
  const kind = open?.kind;
  const id = open?.id;
  useEffect(() => {
    const before = held.current;
    if (kind && id) {
      // What the server has not confirmed may be refused, which is said elsewhere.
      if (!tocsin.isPending({ kind, id }) || before?.id === id) held.current = { kind, id, address };
      return;
    }
    if (!ready || !before) return;
    held.current = undefined;
    if (before.address !== address || tocsin.store.getState().faces[before.kind].has(before.id)) return;
    notifications.hide(NOTICE);
    notifications.show({ id: NOTICE, color: 'gray', message: t('marking.gone'), role: 'status', autoClose: 10_000 });
  }, [kind, id, address, ready, tocsin, t]);
}

/** Calls when something that was shown is not shown any more, and after everything was read anew. */
export function useOnLoss(call: () => void): void {
  const tocsin = useTocsinApi();
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  });
  useEffect(
    () =>
      tocsin.onDifference(({ reset, changed }) => {
        const { faces } = tocsin.store.getState();
        if (reset || changed.some(({ kind, id }) => !faces[kind].has(id))) latest.current();
      }),
    [tocsin],
  );
}
