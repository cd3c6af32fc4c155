import type { ReactNode } from 'react';

interface EmptyStateProps {
  title: string;
  /** What to do next: an empty list never leaves anybody standing. */
  hint?: string;
  action?: ReactNode;
  icon?: ReactNode;
}

export function EmptyState({ title, hint, action, icon }: EmptyStateProps) {
  return (
    <div className="t-empty">
      {icon && <div className="t-empty-icon">{icon}</div>}
      <p className="t-empty-title">{title}</p>
      {hint && <p className="t-empty-hint">{hint}</p>}
      {action && <div className="t-empty-action">{action}</div>}
    </div>
  );
}
