import { useState } from 'react';
import { useMe, useMyRoles, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { phoneDevice, usePhoneDevice } from '../device.ts';
import { useUnsent } from '../queue.ts';
import { Sheet } from '../sheet/Sheet.tsx';
import { t } from '../text.ts';

const THEMES = ['system', 'dark', 'light'] as const;

export function MeSheet({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const roles = useMyRoles();
  const organisation = useTocsin((state) => (me ? state.faces.organisation.get(me.organisation)?.name : undefined));
  return (
    <Sheet title={me?.name ?? ''} onClose={onClose} start="full">
      <p className="p-soft">
        {[organisation, roles.map((role) => t(`ui.role.${role}`)).join(', ')].filter(Boolean).join(' · ')}
      </p>
      <Operations onChosen={onClose} />
      <Theme />
      <SignOut />
      <p className="p-soft">
        <a className="p-link" href="/">
          {t('phone.me.desktop')}
        </a>
      </p>
    </Sheet>
  );
}

function Operations({ onChosen }: { onChosen: () => void }) {
  const tocsin = useTocsinApi();
  const operations = useTocsin((state) => state.operations);
  const open = useTocsin((state) => state.operationId);
  return (
    <section aria-labelledby="me-operations">
      <h3 id="me-operations">{t('phone.me.operation')}</h3>
      <div className="p-choices" role="group" aria-labelledby="me-operations">
        {operations.map(({ id, name, kind, phase }) => (
          <button
            key={id}
            type="button"
            className="p-choice is-row"
            aria-pressed={id === open}
            onClick={() => {
              tocsin.openOperation(id);
              onChosen();
            }}
          >
            <strong>{name}</strong>
            <span className="p-soft">{`${t(`phone.kind.${kind}`)} · ${t(`phone.phase.${phase}`)}`}</span>
          </button>
        ))}
      </div>
    </section>
  );
}

function Theme() {
  const theme = usePhoneDevice((device) => device.theme);
  return (
    <section aria-labelledby="me-theme">
      <h3 id="me-theme">{t('phone.me.theme')}</h3>
      <div className="p-choices is-three" role="group" aria-labelledby="me-theme">
        {THEMES.map((name) => (
          <button
            key={name}
            type="button"
            className="p-choice"
            aria-pressed={theme === name}
            onClick={() => phoneDevice.setState({ theme: name })}
          >
            {t(`phone.theme.${name}`)}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Wipes what this phone keeps of the person: asks first while something is unsent. */
function SignOut() {
  const tocsin = useTocsinApi();
  const unsent = useUnsent();
  const [asking, setAsking] = useState(false);
  async function signOut(force: boolean): Promise<void> {
    const done = await tocsin.signOut({ force });
    if (!done) setAsking(true);
  }
  return (
    <section>
      {asking ? (
        <div className="p-note is-warning" role="alert">
          <p>{t('phone.signOut.unsent', { count: Math.max(1, unsent) })}</p>
          <div className="p-row">
            <button type="button" className="p-button is-main" onClick={() => setAsking(false)}>
              {t('phone.signOut.stay')}
            </button>
            <button type="button" className="p-button is-danger" onClick={() => void signOut(true)}>
              {t('phone.signOut.anyway')}
            </button>
          </div>
        </div>
      ) : (
        <button type="button" className="p-button is-wide" onClick={() => void signOut(false)}>
          {t('phone.signOut')}
        </button>
      )}
      <p className="p-soft">{t('phone.signOut.hint')}</p>
    </section>
  );
}
