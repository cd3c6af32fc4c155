import { Menu } from '@mantine/core';
import {
  Contrast,
  Inbox,
  Keyboard,
  KeyRound,
  LogOut,
  Moon,
  MonitorCog,
  RefreshCw,
  Sun,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { OwnPassword } from '../../features/admin/OwnPassword.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { device, useDevice, type ThemeChoice } from '../../ui/device.ts';
import { OrganisationName } from '../../ui/names.tsx';
import { useMe, useMyRoles, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';

const THEMES: readonly (readonly [ThemeChoice, ReactNode])[] = [
  ['dark', <Moon key="dark" size={15} />],
  ['light', <Sun key="light" size={15} />],
  ['contrast', <Contrast key="contrast" size={15} />],
  ['system', <MonitorCog key="system" size={15} />],
];

interface MeMenuProps {
  onShortcuts: () => void;
  onAttention: () => void;
}

export function MeMenu({ onShortcuts, onAttention }: MeMenuProps) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const me = useMe();
  const roles = useMyRoles();
  const choice = useDevice((state) => state.theme);
  const sound = useDevice((state) => state.sound);
  const unsent = useTocsin((state) => state.pending.length);
  const [asking, setAsking] = useState(false);
  const [password, setPassword] = useState(false);
  const leave = async (): Promise<void> => {
    if (!(await tocsin.signOut())) setAsking(true);
  };
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <button type="button" className="head-me" title={t('app.me', { name: me?.name ?? '' })}>
            <span className="head-initials" aria-hidden="true">
              {(me?.name ?? '?').slice(0, 1)}
            </span>
            <span className="head-who">
              <strong>{me?.name}</strong>
              <OrganisationName id={me?.organisation} />
            </span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{roles.map((role) => t(`ui.role.${role}`)).join(', ')}</Menu.Label>
          <Menu.Divider />
          <Menu.Label>{t('app.theme.title')}</Menu.Label>
          {THEMES.map(([name, icon]) => (
            <Menu.RadioItem
              key={name}
              value={name}
              checked={choice === name}
              rightSection={icon}
              className={choice === name ? 'is-chosen' : ''}
              onChange={() => device.setState({ theme: name })}
            >
              {t(`app.theme.${name}`)}
            </Menu.RadioItem>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={sound ? <Volume2 size={15} /> : <VolumeX size={15} />}
            onClick={() => device.setState({ sound: !sound })}
          >
            {t(sound ? 'alerts.turnOff' : 'alerts.turnOn')}
          </Menu.Item>
          <Menu.Item leftSection={<Keyboard size={15} />} onClick={onShortcuts}>
            {t('app.shortcuts.title')}
          </Menu.Item>
          <Menu.Item leftSection={<Inbox size={15} />} onClick={onAttention}>
            {t('attention.title')}
          </Menu.Item>
          <Menu.Item leftSection={<RefreshCw size={15} />} onClick={() => device.setState({ tourSeen: false })}>
            {t('app.tour.again')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<KeyRound size={15} />} onClick={() => setPassword(true)}>
            {t('admin.own.title')}
          </Menu.Item>
          <Menu.Item leftSection={<LogOut size={15} />} onClick={() => void leave()}>
            {t('app.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {password && <OwnPassword onClose={() => setPassword(false)} />}
      <Confirm
        opened={asking}
        title={t('app.signOut')}
        confirm={t('app.signOutAnyway')}
        danger
        onConfirm={() => void tocsin.signOut({ force: true })}
        onClose={() => setAsking(false)}
      >
        <p>{t('app.unsentLost', { count: unsent })}</p>
      </Confirm>
    </>
  );
}
