import { ActionIcon, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Link2, X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { notifications } from '@mantine/notifications';

export interface DrawerTab {
  readonly value: string;
  readonly label: string;
  readonly count?: number;
  readonly content: ReactNode;
}

interface DrawerProps {
  title: string;
  code?: string;
  onClose: () => void;
  /** Under the title: status, severity, lead, marking, presence. */
  header?: ReactNode;
  /** Buttons, always in reach under the header. */
  actions?: ReactNode;
  tabs?: readonly DrawerTab[];
  children?: ReactNode;
}

/** The panel of a nested route over the map. The tab is in the address, so a link shows a colleague the same. */
export function Drawer({ title, code, onClose, header, actions, tabs, children }: DrawerProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  // A keyboard or screen reader user follows the link into what it opened.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [code, title]);
  return (
    <section className="t-drawer" aria-labelledby={id} id="drawer">
      <header className="t-drawer-head">
        <div className="t-drawer-line">
          {code && <span className="t-code">{code}</span>}
          <span className="t-drawer-space" />
          {code && <CopyLink />}
          <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={t('ui.drawer.close')}>
            <X size={18} />
          </ActionIcon>
        </div>
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {header && <div className="t-drawer-facts">{header}</div>}
        {actions && <div className="t-drawer-actions">{actions}</div>}
      </header>
      {tabs ? <DrawerTabs tabs={tabs} /> : <div className="t-drawer-body">{children}</div>}
    </section>
  );
}

function DrawerTabs({ tabs }: { tabs: readonly DrawerTab[] }) {
  const { tab } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const shown = tabs.some(({ value }) => value === tab) ? tab! : tabs[0]?.value;
  const change = (value: string | null): void =>
    void navigate({ to: '.', search: (all: object) => ({ ...all, tab: value ?? undefined }), replace: true } as never);
  return (
    <Tabs value={shown ?? null} onChange={change} className="t-drawer-tabs" keepMounted={false}>
      <Tabs.List>
        {tabs.map(({ value, label, count }) => (
          <Tabs.Tab
            key={value}
            value={value}
            rightSection={count ? <span className="t-count">{count}</span> : undefined}
          >
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ value, content }) => (
        <Tabs.Panel key={value} value={value} className="t-drawer-body">
          {content}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function CopyLink() {
  const { t } = useTranslation();
  const copy = (): void => {
    // Over plain http on a network address there is no clipboard: then the address bar has to do.
    void navigator.clipboard
      ?.writeText(location.href)
      .then(() => notifications.show({ message: t('ui.drawer.copied') }));
  };
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      onClick={copy}
      aria-label={t('ui.drawer.copy')}
      title={t('ui.drawer.copy')}
    >
      <Link2 size={16} />
    </ActionIcon>
  );
}
