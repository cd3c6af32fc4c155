import { Button, Menu, Modal } from '@mantine/core';
import {
  CalendarClock,
  ChevronDown,
  ClockArrowDown,
  Lock,
  Share2,
  SlidersHorizontal,
  SquareDashed,
  SquareX,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import { ChangeMarking } from '../parts/ChangeMarking.tsx';
import { useWhyNot } from '../send.ts';
import { useMe } from '../tocsin.ts';
import { WhyNot } from '../parts/Act.tsx';
import type { Markable } from './api.ts';
import { asInput, widerThan } from './inputs.ts';
import { PublishArea, WithdrawArea } from './PublishArea.tsx';
import { Recall } from './Recall.tsx';
import { Schedule } from './Schedule.tsx';

interface SharingMenuProps {
  kind: Markable;
  face: MarkedFace;
}

type Asked = 'change' | 'recall' | 'expires' | 'downgrade' | 'publish' | 'withdraw';

/** The originator's control of a record of one's own: everything that decides who sees it, in one place. */
export function SharingMenu({ kind, face }: SharingMenuProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  const mine = useMe()?.organisation === face.owner && face.marking !== undefined;
  const why = useWhyNot('sharing.mark', { entity: { kind, id: face.id }, marking: asInput(face), reason: 'x' });
  if (!mine) return null;
  // What contradicts itself by now (an expiry that has come) is mended here too.
  const off = why !== undefined && !mended(face) ? why : undefined;
  const close = (): void => setAsked(undefined);
  return (
    <>
      {off === undefined ? (
        <Menu position="bottom-start" withinPortal shadow="md" trapFocus withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              leftSection={<Share2 size={14} aria-hidden="true" />}
              rightSection={<ChevronDown size={14} aria-hidden="true" />}
            >
              {t('marking.menu')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown aria-label={t('marking.menu')}>
            <Items kind={kind} face={face} onAsk={setAsked} />
          </Menu.Dropdown>
        </Menu>
      ) : (
        <WhyNot why={off}>
          {(described) => (
            <Button size="xs" variant="default" leftSection={<Share2 size={14} aria-hidden="true" />} {...described}>
              {t('marking.menu')}
            </Button>
          )}
        </WhyNot>
      )}
      <Modal
        opened={asked !== undefined}
        onClose={close}
        title={asked && t(`marking.act.${asked}`)}
        size="lg"
        centered
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        {asked && <Form asked={asked} kind={kind} face={face} onClose={close} />}
      </Modal>
    </>
  );
}

const mended = ({ marking }: MarkedFace): boolean => marking?.expires !== undefined || marking?.downgrade !== undefined;

function Items({ kind, face, onAsk }: SharingMenuProps & { onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation();
  const item = (asked: Asked, icon: ReactNode, danger = false) => (
    <Menu.Item leftSection={icon} {...(danger && { color: 'red' })} onClick={() => onAsk(asked)}>
      {t(`marking.act.${asked}`)}
    </Menu.Item>
  );
  const twin = (face as Partial<AssetFace>).twin;
  const placed = (face as Partial<AssetFace>).location !== undefined;
  return (
    <>
      {item('change', <SlidersHorizontal size={14} aria-hidden="true" />)}
      {item('expires', <CalendarClock size={14} aria-hidden="true" />)}
      {widerThan(face.tlp).length > 0 && item('downgrade', <ClockArrowDown size={14} aria-hidden="true" />)}
      {kind === 'asset' && placed && widerThan(face.tlp).length > 0 && (
        <Menu.Item leftSection={<SquareDashed size={14} aria-hidden="true" />} onClick={() => onAsk('publish')}>
          {t(twin ? 'marking.act.republish' : 'marking.act.publish')}
        </Menu.Item>
      )}
      {twin && item('withdraw', <SquareX size={14} aria-hidden="true" />)}
      <Menu.Divider />
      {item('recall', <Lock size={14} aria-hidden="true" />, true)}
    </>
  );
}

function Form({ asked, kind, face, onClose }: SharingMenuProps & { asked: Asked; onClose: () => void }) {
  switch (asked) {
    case 'change':
      return <ChangeMarking kind={kind} face={face} onClose={onClose} />;
    case 'recall':
      return <Recall kind={kind} face={face} onClose={onClose} />;
    case 'publish':
      return <PublishArea asset={face as AssetFace} onClose={onClose} />;
    case 'withdraw':
      return <WithdrawArea asset={face as AssetFace} onClose={onClose} />;
    default:
      return <Schedule what={asked} kind={kind} face={face} onClose={onClose} />;
  }
}
