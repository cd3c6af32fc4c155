import { useEffect, useState } from 'react';
import type { Tocsin } from '../store/contract.ts';
import { TocsinContext, useTocsin, useTocsinApi } from '../ui/tocsin.ts';
import { phoneDevice } from './device.ts';
import { rememberedVisit, rememberVisit } from './guest/visit.ts';
import { later } from './later.tsx';
import { Shell } from './shell/Shell.tsx';
import { chosenOperation } from './shell/operation.ts';
import { t } from './text.ts';

const GuestApp = later(async () => (await import('./guest/GuestApp.tsx')).GuestApp);
const GuestOver = later(async () => (await import('./guest/GuestOver.tsx')).GuestOver);
const SignIn = later(async () => (await import('./shell/SignIn.tsx')).SignIn);

export function PhoneApp({ tocsin }: { tocsin: Tocsin }) {
  return (
    <TocsinContext value={tocsin}>
      <Session />
    </TocsinContext>
  );
}

function Session() {
  const session = useTocsin((state) => state.session);
  const me = useTocsin((state) => state.me);
  useLastOperation();
  useEffect(() => {
    if (me && !me.guest) rememberVisit(undefined);
  }, [me]);
  // Somebody whom this phone remembers works on, whether or not the server can be asked who it is.
  if (me) return me.guest ? <GuestApp guest={me.guest} /> : <Shell />;
  if (session === 'unknown') return <Splash />;
  return <SignedOut session={session} />;
}

/** A guest has no account to sign in with again: their page says that the visit is over. */
function SignedOut({ session }: { session: string }) {
  const [visit, setVisit] = useState(rememberedVisit);
  if (visit) {
    const signIn = (): void => {
      rememberVisit(undefined);
      setVisit(undefined);
    };
    return <GuestOver visit={visit} onSignIn={signIn} />;
  }
  return <SignIn expired={session === 'expired'} />;
}

function Splash() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 2500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main className="p-splash" aria-busy="true">
      <img src="/icon.svg" alt="" width={72} height={72} />
      <h1>{t('phone.name')}</h1>
      <p role="status">{slow ? t('phone.splash.slow') : ''}</p>
    </main>
  );
}

/** Opens the operation that this person had open on this phone, else the first that runs. */
function useLastOperation(): void {
  const tocsin = useTocsinApi();
  const me = useTocsin((state) => state.me?.id);
  const operations = useTocsin((state) => state.operations);
  const open = useTocsin((state) => state.operationId);
  useEffect(() => {
    if (me === undefined) return;
    if (open !== undefined) {
      const { operation } = phoneDevice.getState();
      if (operation[me] !== open) phoneDevice.setState({ operation: { ...operation, [me]: open } });
      return;
    }
    const chosen = chosenOperation(operations, phoneDevice.getState().operation[me]);
    if (chosen !== undefined) tocsin.openOperation(chosen);
  }, [tocsin, me, operations, open]);
}
