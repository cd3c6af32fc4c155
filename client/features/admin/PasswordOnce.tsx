import { Button, Group, Modal } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface PasswordOnceProps {
  name: string;
  username: string;
  password: string;
  onClose: () => void;
}

/** The only moment at which the password can be read: it closes by its button alone, not by a stray click or Escape. */
export function PasswordOnce({ name, username, password, onClose }: PasswordOnceProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean | undefined>(undefined);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(password);
      setCopied(true);
    } catch {
      // Over plain http on a network address there is no clipboard.
      setCopied(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('admin.password.title', { name })}
      centered
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <dl className="ad-secret">
        <dt>{t('login.username')}</dt>
        <dd>{username}</dd>
        <dt>{t('login.password')}</dt>
        <dd>
          <code>{password}</code>
        </dd>
      </dl>
      <p className="ad-warn">{t('admin.password.once')}</p>
      <p role="status" className="ad-soft">
        {copied === true && t('admin.password.copied')}
        {copied === false && t('admin.password.notCopied')}
      </p>
      <Group justify="flex-end" mt="md">
        <Button
          variant="default"
          data-autofocus
          leftSection={copied === true ? <Check size={15} /> : <Copy size={15} />}
          onClick={() => void copy()}
        >
          {t('admin.password.copy')}
        </Button>
        <Button onClick={onClose}>{t('admin.password.done')}</Button>
      </Group>
    </Modal>
  );
}
