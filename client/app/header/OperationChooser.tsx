import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Check, ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '../../../shared/code.ts';
import type { OperationSummary } from '../../store/contract.ts';
import { useTocsin, useTocsinApi } from '../../ui/tocsin.ts';

export function OperationChooser({ summary }: { summary: OperationSummary }) {
  const { t } = useTranslation();
  const operations = useTocsin((state) => state.operations);
  const tocsin = useTocsinApi();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-start" width={340} onOpen={() => void tocsin.refreshOperations()}>
      <Menu.Target>
        <button type="button" className="head-operation" aria-label={t('app.chooseOperation', { name: summary.name })}>
          <span>{summary.name}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {operations.map(({ id, name, kind, phase }) => (
          <Menu.Item
            key={id}
            // A view of one operation says nothing of another one.
            onClick={() => void navigate({ to: `/op/${codeOf('operation', id)}`, search: {} } as never)}
            leftSection={id === summary.id ? <Check size={14} /> : <span className="head-nocheck" />}
          >
            <span className="head-choice">
              <strong>{name}</strong>
              <span>
                {t(`app.kind.${kind}`)} · {t(`app.phase.${phase}`)} · {codeOf('operation', id)}
              </span>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
