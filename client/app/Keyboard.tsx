import { spotlight } from '@mantine/spotlight';
import {
  BellRing,
  ClipboardList,
  ClipboardPlus,
  Drama,
  FileText,
  History,
  FlaskConical,
  Hourglass,
  Keyboard as KeyboardIcon,
  ListOrdered,
  Map as MapIcon,
  Radio,
  Share2,
  TriangleAlert,
  Undo2,
  Warehouse,
  Waypoints,
} from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAlerts } from '../features/alerts/alertsContext.ts';
import { SearchPalette, type PaletteCommand } from '../features/search/SearchPalette.tsx';
import { openFirst } from '../features/search/openFirst.ts';
import { device } from '../ui/device.ts';
import { facesNamed, useGo, useHere } from '../ui/entities.ts';
import { usePreview } from '../ui/preview.ts';
import { useSend } from '../ui/send.ts';
import { useTocsinApi } from '../ui/tocsin.ts';
import { isInOverlay, isTextField, neighbour, readKey } from './keys.ts';
import { ShortcutSheet } from './ShortcutSheet.tsx';
import { useViewSearch } from './viewSearch.ts';

type Opened = 'alerts' | 'attention' | 'connection' | undefined;

interface KeyboardProps {
  open: Opened;
  onOpen: (open: Opened) => void;
  sheet: boolean;
  onSheet: (open: boolean) => void;
  exercise: boolean;
  /** What Esc ends before anything else. */
  cancel: (() => void) | undefined;
}

/** What is of use in a preview: its own screens, and the sheet of keys. */
const READS = /^(go-(map|incidents|assets|tasks|next|what-if|corridors|ranking|feed|digest|sitrep)|shortcuts)$/;

/** Every key and every command of the palette, in one list: they cannot drift apart. */
export function Keyboard({ open, onOpen, sheet, onSheet, exercise, cancel }: KeyboardProps) {
  const { t } = useTranslation();
  const go = useGo();
  const here = useHere();
  const tocsin = useTocsinApi();
  const { list, selected, acknowledge } = useAlerts();
  const send = useSend();
  const [query, setQuery] = useState('');
  const { drawer } = here;
  const { ahead } = useViewSearch();
  const code = drawer?.code || undefined;
  const preview = usePreview();

  const commands = useMemo<PaletteCommand[]>(() => {
    const undo = (): void => {
      const last = tocsin.store.getState().undoable.at(-1);
      if (last) void tocsin.undo(last.commandId);
    };
    const first = selected ?? list.find(({ kind }) => kind === 'incident') ?? list[0];
    // What is open is what one means: a key must not answer for something that is not on the screen.
    const acknowledging = drawer
      ? drawer.kind === 'incident'
        ? { title: drawer.code, run: () => acknowledgeOpen(drawer.code) }
        : undefined
      : first && { title: first.title, run: () => acknowledge(first) };
    const acknowledgeOpen = (code: string): void => {
      const [incident] = facesNamed<'incident'>(tocsin.store.getState().faces.incident, code);
      if (incident) void send('incident.acknowledge', { incidentId: incident.id }, { versioned: false });
    };
    const to = (id: string, base: Parameters<typeof go.base>[0], keys: string, icon: PaletteCommand['icon']) => ({
      id,
      label: t('app.goTo', { name: t(`app.base.${base}`) }),
      keys,
      icon,
      run: () => go.base(base),
    });
    const all: PaletteCommand[] = [
      {
        id: 'report',
        label: t('app.command.report'),
        keys: 'C',
        icon: <TriangleAlert size={18} />,
        run: () => go.report(),
      },
      {
        id: 'task',
        label: t('app.command.task'),
        keys: 'T',
        icon: <ClipboardPlus size={18} />,
        run: () => go.newTask(),
      },
      ...(acknowledging
        ? [
            {
              id: 'acknowledge',
              label: t('app.command.acknowledge', { title: acknowledging.title }),
              keys: 'A',
              icon: <BellRing size={18} />,
              run: acknowledging.run,
            },
          ]
        : []),
      { id: 'alerts', label: t('app.command.alerts'), icon: <BellRing size={18} />, run: () => onOpen('alerts') },
      to('go-map', 'cop', 'G M', <MapIcon size={18} />),
      to('go-incidents', 'incidents', 'G I', <TriangleAlert size={18} />),
      to('go-assets', 'assets', 'G A', <Warehouse size={18} />),
      to('go-tasks', 'tasks', 'G T', <ClipboardList size={18} />),
      to('go-next', 'next', 'G N', <Hourglass size={18} />),
      to('go-what-if', 'what-if', 'G W', <FlaskConical size={18} />),
      to('go-corridors', 'corridors', 'G C', <Waypoints size={18} />),
      to('go-ranking', 'ranking', 'G K', <ListOrdered size={18} />),
      to('go-feed', 'feed', 'G F', <Radio size={18} />),
      to('go-digest', 'digest', 'G D', <History size={18} />),
      to('go-sitrep', 'sitrep', 'G R', <FileText size={18} />),
      to('go-sharing', 'sharing', 'G S', <Share2 size={18} />),
      ...(exercise ? [to('go-exercise', 'exercise', 'G X', <Drama size={18} />)] : []),
      { id: 'undo', label: t('app.command.undo'), keys: 'Ctrl Z', icon: <Undo2 size={18} />, run: undo },
      {
        id: 'shortcuts',
        label: t('app.command.shortcuts'),
        keys: '?',
        icon: <KeyboardIcon size={18} />,
        run: () => onSheet(true),
      },
    ];
    return preview ? all.filter(({ id }) => READS.test(id)) : all;
  }, [t, go, tocsin, list, selected, drawer, acknowledge, send, exercise, onOpen, onSheet, preview]);

  const escape = (): void => {
    if (cancel) cancel();
    else if (open) onOpen(undefined);
    // From the slider Esc leads back to now; from anywhere else what is open beside or over the map goes first.
    else if (
      ahead !== undefined &&
      ((!here.drawer && here.base === 'cop') || document.activeElement?.closest('[data-future]'))
    )
      go.search({ ahead: undefined });
    else if (here.drawer) go.close();
    else if (here.base !== 'cop') go.base('cop');
    else preview?.leave();
  };
  const latest = useRef({ commands, escape, code });
  useEffect(() => {
    latest.current = { commands, escape, code };
  });

  useEffect(() => {
    let prefix = false;
    let forget: ReturnType<typeof setTimeout> | undefined;
    let searching = false;
    const listen = (event: KeyboardEvent): void => {
      // What is typed before the palette has the focus belongs to it: whoever knows a code does not wait to see it.
      const { activeElement } = document;
      searching &&= !(isTextField(activeElement) && isInOverlay(activeElement));
      if (searching && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
        setQuery((before) => before + event.key);
        event.preventDefault();
        return;
      }
      if (searching && event.key === 'Enter') {
        // Once something is open, the next key is a key again.
        searching = !openFirst();
        return;
      }
      const { singles, key } = { singles: device.getState().shortcuts, key: readKey(event) };
      if (key === undefined) return;
      const { commands: all, escape: leave, code: present } = latest.current;
      const sequence = prefix ? `G ${key}` : key;
      const wasPrefix = prefix;
      prefix = false;
      clearTimeout(forget);
      if (key === 'Ctrl K') {
        searching = true;
        forget = setTimeout(() => (searching = false), 2000);
        spotlight.open();
      } else if (key === 'Escape') {
        // Whatever closes itself on Escape has said so.
        if (event.defaultPrevented) return;
        leave();
        return;
      } else if (key !== 'Ctrl Z' && !singles) return;
      else if (key === 'G' && !wasPrefix) {
        prefix = true;
        forget = setTimeout(() => (prefix = false), 1500);
      } else if (key === '[' || key === ']') neighbour(key === '[' ? -1 : 1, present);
      else if (key === '/') focusFilter();
      else {
        const command = all.find(({ keys }) => keys === sequence);
        if (!command) return;
        command.run();
      }
      event.preventDefault();
    };
    // Capturing, so that focus in the rail or a panel does not take the keys away.
    document.addEventListener('keydown', listen, true);
    return () => {
      document.removeEventListener('keydown', listen, true);
      clearTimeout(forget);
    };
  }, []);

  return (
    <>
      <SearchPalette commands={commands} text={query} onText={setQuery} />
      <ShortcutSheet opened={sheet} onClose={() => onSheet(false)} commands={commands} />
    </>
  );
}

function focusFilter(): void {
  const field = document.querySelector<HTMLElement>('[data-filter]');
  if (field) field.focus();
  else spotlight.open();
}
