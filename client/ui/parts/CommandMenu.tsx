import { Button, Menu, type ButtonProps } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CommandInput, CommandType } from '../../../shared/domain/commands.ts';
import { useSend, useWhyNot } from '../send.ts';
import { WhyNot } from './Act.tsx';

interface CommandMenuProps extends ButtonProps {
  label: string;
  children: ReactNode;
  /** MenuAct items. */
  items: ReactNode;
  /** Why none of them can be done: then the button says so, and there is nothing to open. */
  why?: string | undefined;
}

/** A button that opens a menu of commands. */
export function CommandMenu({ label, children, items, why, ...button }: CommandMenuProps) {
  if (why !== undefined) {
    return (
      <WhyNot why={why}>
        {(described) => (
          <Button size="xs" variant="default" {...button} {...described} aria-label={label}>
            {children}
          </Button>
        )}
      </WhyNot>
    );
  }
  return (
    <Menu position="bottom-start" withinPortal shadow="md" trapFocus withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          rightSection={<ChevronDown size={14} aria-hidden="true" />}
          {...button}
          aria-label={label}
        >
          {children}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={label} mah={420} style={{ overflowY: 'auto' }}>
        {items}
      </Menu.Dropdown>
    </Menu>
  );
}

interface MenuActProps<T extends CommandType> {
  type: T;
  data: CommandInput<T>;
  children: ReactNode;
  icon?: ReactNode;
  danger?: boolean;
  /** What it is now: marked, and nothing to do. */
  current?: boolean;
  /** Instead of sending at once: open a question first. */
  onAsk?: () => void;
}

/** One command in a menu. What cannot be done stays in the list, with the reason under it. */
export function MenuAct<T extends CommandType>({
  type,
  data,
  children,
  icon,
  danger = false,
  current = false,
  onAsk,
}: MenuActProps<T>) {
  const send = useSend();
  const answer = useWhyNot(type, data);
  const why = current ? undefined : answer;
  const off = why !== undefined || current;
  return (
    <Menu.Item
      leftSection={icon}
      {...(danger && !off && { color: 'red' })}
      data-disabled={off || undefined}
      aria-disabled={off || undefined}
      aria-current={current || undefined}
      closeMenuOnClick={!off}
      onClick={() => {
        if (off) return;
        if (onAsk) onAsk();
        else void send(type, data);
      }}
    >
      {children}
      {why !== undefined && <span className="t-menu-why">{why}</span>}
    </Menu.Item>
  );
}
