import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Appointment, Staff } from '../../api/appointments';
import { Tag } from '../../ui/Tag';
import { toneOf } from './status';
import { useBookingWords } from './useBookingWords';
import type { Clock } from './useClock';
import classes from './Calendar.module.css';

interface SessionProps {
  items: Appointment[];
  clock: Clock;
  staff: Staff[];
  onOpen: (item: Appointment) => void;
  onClose: () => void;
}

/** Who comes to a session. */
export function SessionDialog({ items, clock, staff, onOpen, onClose }: SessionProps) {
  const { t } = useTranslation(['calendar', 'common']);
  const words = useBookingWords({ staff });
  const [first] = items;
  if (!first) return null;
  return (
    <Modal opened onClose={onClose} title={first.title} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <p className="muted">
        {clock.dateTime(Date.parse(first.start))} · {words.person(first.staff)}
      </p>
      <ul className={classes.people}>
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" className={classes.person} onClick={() => onOpen(item)}>
              <span>{words.who(item)}</span>
              <span className="muted num">{t('seats', { count: item.seats })}</span>
              <Tag tone={toneOf(item.status)}>{t(`status.${item.status}`)}</Tag>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
