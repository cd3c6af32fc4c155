import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PERMITS, type Permit } from '../../../shared/domain/vocabulary.ts';
import { useTocsinApi } from '../../ui/tocsin.ts';
import { useAct, useAdmin } from '../../ui/directory/context.tsx';
import { newId } from '../../ui/directory/request.ts';
import { Consequence, FormDialog, OrganisationsField } from '../../ui/directory/parts.tsx';

/** A proposal: it holds once every party has said yes. */
export function ProposeAgreement({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { me } = useAdmin();
  const tocsin = useTocsinApi();
  const { busy, why, send } = useAct();
  const [agreementId] = useState(newId);
  const [name, setName] = useState('');
  const [others, setOthers] = useState<readonly string[]>([]);
  const [permits, setPermits] = useState<readonly string[]>([]);
  const [end, setEnd] = useState('');
  const [text, setText] = useState('');
  const parties = [...new Set([me.organisation, ...others])];
  const until = end === '' ? undefined : Date.parse(end);
  const past = until !== undefined && !(until > Date.parse(tocsin.realNow()));
  const ready = name.trim() !== '' && parties.length > 1 && permits.length > 0 && !past;
  const propose = async (): Promise<void> => {
    const done = await send('agreement.propose', {
      agreementId,
      name: name.trim(),
      parties,
      permits: permits as Permit[],
      ...(until !== undefined && { until: new Date(until).toISOString() }),
      ...(text.trim() !== '' && { text: text.trim() }),
    });
    if (done) onClose();
  };
  return (
    <FormDialog
      title={t('sharing.agreements.propose')}
      submit={t('sharing.agreements.proposeNow')}
      ready={ready}
      busy={busy}
      why={why}
      onSubmit={() => void propose()}
      onClose={onClose}
      size="lg"
    >
      <TextInput
        data-autofocus
        label={t('admin.name')}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <OrganisationsField
        label={t('sharing.agreements.with')}
        description={t('sharing.agreements.withHint')}
        value={others}
        onChange={setOthers}
      />
      <Checkbox.Group label={t('sharing.agreements.permits')} value={[...permits]} onChange={setPermits}>
        <div className="sh-checks">
          {PERMITS.map((permit) => (
            <Checkbox
              key={permit}
              value={permit}
              label={t(`sharing.permit.${permit}`)}
              description={t(`sharing.permitHint.${permit}`)}
            />
          ))}
        </div>
      </Checkbox.Group>
      <label className="sh-end-field">
        <span className="sh-label">{t('sharing.agreements.untilLabel')}</span>
        <input
          type="datetime-local"
          className="sh-end"
          value={end}
          onChange={(event) => setEnd(event.currentTarget.value)}
        />
      </label>
      <Textarea
        label={t('sharing.agreements.text')}
        autosize
        minRows={2}
        maxRows={8}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div aria-live="polite">
        {past && <Consequence tone="loses" title={t('sharing.agreements.past')} />}
        {parties.length > 1 && !past && (
          <Consequence tone="plain" title={t('sharing.agreements.willWait', { count: parties.length - 1 })} />
        )}
      </div>
    </FormDialog>
  );
}
