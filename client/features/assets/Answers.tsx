import { Button, Group, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Predicted } from '../../../shared/cascade/forecast.ts';
import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { fromMs, type Instant } from '../../../shared/time.ts';
import { useOperationNow } from '../../ui/ticking.ts';
import { dayOf, zulu, zuluDay } from '../../ui/time.ts';
import { useFace, useMe } from '../../ui/tocsin.ts';
import { Act } from '../../ui/parts/Act.tsx';
import { useFormKeys } from '../../ui/parts/formKeys.ts';
import { MomentField } from '../../ui/parts/MomentField.tsx';
import { HOLDS_FOR, HOLDS_USUALLY, holdsUntil, type Answer } from './answers.ts';

const clock = (at: Instant, now: number): string => {
  const ms = Date.parse(at);
  return dayOf(ms) === dayOf(now) ? zulu(ms) : zuluDay(ms);
};

/** What the owner has answered, to everybody who sees the claim. */
export function Answered({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  const now = useOperationNow(60);
  const me = useMe();
  const person = useFace('user', answer.by.user);
  const organisation = useFace('organisation', answer.by.organisation);
  const mine = answer.by.user !== undefined && answer.by.user === me?.id;
  const who = person?.name ?? organisation?.shortName ?? t('ui.organisation.unknown');
  const said = clock(answer.saidAt, now);
  const words =
    answer.kind === 'refuted'
      ? t(mine ? 'assets.answer.youHold' : 'assets.answer.holds', { who, said, until: clock(answer.until, now) })
      : t(mine ? 'assets.answer.youExpect' : 'assets.answer.expects', { who, said, at: clock(answer.at, now) });
  return (
    <div className={`ast-answer is-${answer.kind}`}>
      <p>{words}</p>
      {answer.note !== undefined && <p className="ast-claim-note">{answer.note}</p>}
    </div>
  );
}

interface AnswersProps {
  asset: AssetFace;
  one: Predicted;
  already: boolean;
  /** The owner has said so already. */
  expected: boolean;
}

/** One click each: it will be so, or it will not; whoever knows better until when says so. */
export function Answers({ asset, one, already, expected }: AnswersProps) {
  const { t } = useTranslation();
  /** For which prediction; one that has been answered closes the form. */
  const [choosingFor, setChoosingFor] = useState<Instant | undefined>(undefined);
  const choosing = choosingFor === one.at;
  const now = useOperationNow(60);
  const refute = { assetId: asset.id, answer: 'refuted', at: one.at, level: one.to } as const;
  const usual = holdsUntil(one.at, now, HOLDS_USUALLY);
  return (
    <>
      <div className="t-parts-row">
        {already ? <ItIsSo asset={asset} one={one} /> : !expected && <ExpectIt asset={asset} one={one} />}
        <Act type="asset.answerPrediction" data={refute} size="compact-sm">
          {t('assets.answer.refute', { until: clock(usual, now) })}
        </Act>
        {!choosing && (
          <Button size="compact-sm" variant="subtle" onClick={() => setChoosingFor(one.at)}>
            {t('assets.answer.otherwise')}
          </Button>
        )}
      </div>
      {choosing && <Refute asset={asset} one={one} onClose={() => setChoosingFor(undefined)} />}
    </>
  );
}

/** What should have happened has: that is a status, and the lack of supply is its cause. */
function ItIsSo({ asset, one }: { asset: AssetFace; one: Predicted }) {
  const { t } = useTranslation();
  const status = one.to === 0 ? 'failed' : 'degraded';
  return (
    <Act
      type="asset.setStatus"
      data={{ assetId: asset.id, status, ...(status === 'degraded' && { level: one.to }), because: 'supply' }}
      size="compact-sm"
    >
      {t('forecast.asset.confirm')}
    </Act>
  );
}

function ExpectIt({ asset, one }: { asset: AssetFace; one: Predicted }) {
  const { t } = useTranslation();
  return (
    <Act
      type="asset.answerPrediction"
      data={{ assetId: asset.id, answer: 'confirmed', at: one.at, level: one.to }}
      size="compact-sm"
    >
      {t('assets.answer.expectIt')}
    </Act>
  );
}

function Refute({ asset, one, onClose }: { asset: AssetFace; one: Predicted; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const now = useOperationNow(60);
  const [until, setUntil] = useState<Instant | undefined>(() => holdsUntil(one.at, now, HOLDS_USUALLY));
  const [note, setNote] = useState('');
  const said = note.trim();
  const data = {
    assetId: asset.id,
    answer: 'refuted',
    at: one.at,
    level: one.to,
    ...(until && { until }),
    ...(said !== '' && { note: said }),
  } as const;
  useFormKeys(form, { leave: onClose });
  return (
    <form
      ref={form}
      className="ast-form"
      aria-label={t('assets.answer.otherwise')}
      onSubmit={(event) => event.preventDefault()}
    >
      <MomentField label={t('assets.answer.until')} value={until} onChange={setUntil} quick={[]} />
      <Group gap={6}>
        {HOLDS_FOR.map((hours) => (
          <Button
            key={hours}
            size="compact-xs"
            variant="default"
            onClick={() => setUntil(fromMs(Date.parse(holdsUntil(one.at, now, hours))))}
          >
            {t('assets.answer.beyond', { hours })}
          </Button>
        ))}
      </Group>
      <Textarea
        label={t('assets.note')}
        placeholder={t('assets.optional')}
        autosize
        maxRows={4}
        maxLength={LIMITS.reason}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group>
        <Act type="asset.answerPrediction" data={data} size="sm" onDone={onClose}>
          {until ? t('assets.answer.refute', { until: clock(until, now) }) : t('assets.answer.refuteIt')}
        </Act>
        <Button size="sm" variant="subtle" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </Group>
    </form>
  );
}

/** The owner's word is as it was before the answer: the same status, vouched for by nobody. */
export function TakeBack({ asset }: { asset: AssetFace }) {
  const { t } = useTranslation();
  const { status, level, confirmed } = asset;
  return (
    <Act
      type="asset.setStatus"
      data={{
        assetId: asset.id,
        status,
        ...(status === 'degraded' && { level }),
        ...(confirmed?.because && { because: confirmed.because }),
        ...(confirmed?.expectedRestoration && { expectedRestoration: confirmed.expectedRestoration }),
      }}
      size="compact-sm"
    >
      {t('assets.answer.takeBack')}
    </Act>
  );
}
