import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../api/appointments';
import { staffQuery, useMove } from './api';
import { Refusal } from './Refusal';
import { TimeChoice } from './TimeChoice';
import { useBookingWords } from './useBookingWords';
import type { Clock } from './useClock';
import { useVerdict, wishOf } from './useVerdict';
import { Verdict } from './Verdict';
import { minuteOf, timeOf } from './zone';
import classes from './Calendar.module.css';

interface MoveProps {
  item: Appointment;
  /** Where it was dropped; where it is now if it was not. */
  start?: number;
  staff?: string;
  clock: Clock;
  onClose: () => void;
}

/** Gives a booking another time or another person. A drop asks here once more;
 * on the keyboard and with fingers this is the whole way. */
export function MoveDialog({ item, start: droppedAt, staff: droppedOn, clock, onClose }: MoveProps) {
  const { t } = useTranslation(['calendar', 'common']);
  const everybody = useQuery(staffQuery).data ?? [];
  const words = useBookingWords({ staff: everybody });
  const [start, setStart] = useState(droppedAt ?? Date.parse(item.start));
  const [staff, setStaff] = useState(droppedOn ?? item.staff);
  const move = useMove(item.id);
  const wish = wishOf(item, staff);
  const at = new Date(start).toISOString();
  const same = start === Date.parse(item.start) && staff === item.staff;
  const { known } = useVerdict(wish, same ? '' : at, staff);
  const end = start + Date.parse(item.end) - Date.parse(item.start);
  const { date, minute } = clock.zone.wall(start);
  const save = () =>
    move.mutate(
      { base: item.version, start: at, staff },
      {
        onSuccess: () => {
          notifications.show({ message: t('move.done', { when: clock.dateTime(start) }) });
          onClose();
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title={t('move.title', { who: words.who(item) })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <div className={classes.form}>
        <p className="muted">
          {t('move.from', { when: clock.dateTime(Date.parse(item.start)), person: words.person(item.staff) })}
        </p>
        <div className={classes.pair}>
          <TextInput
            type="date"
            label={t('field.day')}
            required
            withAsterisk={false}
            value={date}
            onChange={(e) => e.currentTarget.value && setStart(clock.zone.instant(e.currentTarget.value, minute))}
          />
          <TextInput
            type="time"
            step={300}
            label={t('field.time')}
            required
            withAsterisk={false}
            value={timeOf(minute)}
            onChange={(e) => {
              const next = minuteOf(e.currentTarget.value);
              if (next !== undefined) setStart(clock.zone.instant(date, next));
            }}
          />
        </div>
        <NativeSelect
          label={t('field.staff')}
          value={staff}
          onChange={(e) => setStaff(e.currentTarget.value)}
          data={everybody.filter((s) => s.enabled || s.id === item.staff).map((s) => ({ value: s.id, label: s.name }))}
        />
        <TimeChoice wish={wish} day={date} clock={clock} value={start} onChoose={(time) => setStart(Date.parse(time.start))} onDay={(day) => setStart(clock.zone.instant(day, minute))} />
        {!same && <Verdict wish={wish} start={at} staff={everybody} />}
        {move.isError && <Refusal error={move.error} />}
        <div className={classes.foot}>
          <span className="num" aria-live="polite">
            {clock.range(start, end)}
          </span>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button data-autofocus={droppedAt !== undefined || undefined} loading={move.isPending} disabled={same || known?.free === false} onClick={save}>
            {t('move.save')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
