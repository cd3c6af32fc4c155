import { Button, Tooltip, type ButtonProps } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import type { CommandInput, CommandType } from '../../../shared/domain/commands.ts';
import { useSend, useWhyNot } from '../send.ts';

interface ActProps<T extends CommandType> extends ButtonProps {
  type: T;
  data: CommandInput<T>;
  children: ReactNode;
  /** Said where the words on the button are not enough. */
  label?: string;
  /** Acknowledging and adding never conflict; everything else says which version it was based on. */
  versioned?: boolean;
  /** Instead of sending at once: open a question first. */
  onAsk?: () => void;
  onDone?: () => void;
  pressed?: boolean;
}

/** A button for one command. When it cannot be made the button stays reachable and says why. */
export function Act<T extends CommandType>({
  type,
  data,
  children,
  label,
  versioned = true,
  onAsk,
  onDone,
  pressed,
  ...button
}: ActProps<T>) {
  const why = useWhyNot(type, data);
  const send = useSend();
  const act = () => {
    if (onAsk) onAsk();
    else void send(type, data, { versioned }).then((sent) => sent && onDone?.());
  };
  return (
    <WhyNot why={why}>
      {(described) => (
        <Button
          size="xs"
          variant="default"
          {...button}
          {...described}
          aria-label={label}
          aria-pressed={pressed}
          onClick={why === undefined ? act : undefined}
        >
          {children}
        </Button>
      )}
    </WhyNot>
  );
}

interface Described {
  'data-disabled'?: true;
  'aria-disabled'?: true;
  'aria-describedby'?: string;
}

/** Wraps a control that may be out of reach: it keeps the focus and its reason is read and shown. */
export function WhyNot({ why, children }: { why: string | undefined; children: (described: Described) => ReactNode }) {
  const id = useId();
  if (why === undefined) return children({});
  return (
    <>
      <Tooltip label={why} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
        {/* A span takes the pointer: a control that is switched off tells nothing of its own. */}
        <span className="t-why-not">
          {children({ 'data-disabled': true, 'aria-disabled': true, 'aria-describedby': id })}
        </span>
      </Tooltip>
      <span id={id} className="t-hidden">
        {why}
      </span>
    </>
  );
}
