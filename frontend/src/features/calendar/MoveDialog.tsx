import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../api/appointments';
import { Count } from '../../ui/Count';
import { servicesQuery, staffQuery, useMove } from './api';
import { capacityOf } from './grid';
import { canResize, lengthOf } from './layout';
import { Refusal } from './Refusal';
import { TimeChoice } from './TimeChoice';
import { useBookingWords } from './useBookingWords';
import type { Clock } from './useClock';
import { useVerdict, wishOf } from './useVerdict';
import { Verdict } from './Verdict';
import { minuteOf, timeOf } from './zone';
import classes from './Calendar.module.css';

const minuteMs = 60_000;
const minutesMax = 24 * 60;

interface MoveProps {
  item: Appointment;
  /** Where it was dropped; where it is now if it was not. */
  start?: number;
  /** Where its lower edge was dropped. */
  end?: number;
  staff?: string;
  clock: Clock;
  onClose: () => void;
}

/** Gives a booking another time, another person or another length. A drop asks here once more;
 * on the keyboard and with fingers this is the whole way. */
export function MoveDialog({ item, start: droppedAt, end: pulledTo, staff: droppedOn, clock, onClose }: MoveProps) {
  const { t } = useTranslation(['calendar', 'common']);
  const everybody = useQuery(staffQuery).data ?? [];
  const words = useBookingWords({ staff: everybody });
  const [start, setStart] = useState(droppedAt ?? Date.parse(item.start));
  const [staff, setStaff] = useState(droppedOn ?? item.staff);
  const long = lengthOf(item) / minuteMs;
  const [minutes, setMinutes] = useState(pulledTo === undefined ? long : (pulledTo - Date.parse(item.start)) / minuteMs);
  const services = useQuery(servicesQuery).data ?? [];
  const move = useMove(item.id);
  const wish = wishOf(item, staff, minutes);
  const at = new Date(start).toISOString();
  const inPlace = start === Date.parse(item.start) && staff === item.staff;
  const same = inPlace && minutes === long;
  const fits = minutes >= 1 && minutes <= minutesMax;
  const { known } = useVerdict(wish, same || !fits ? '' : at, staff);
  const end = start + minutes * minuteMs;
  const { date, minute } = clock.zone.wall(start);
  const save = () =>
    move.mutate(
      { base: item.version, start: at, staff, minutes: minutes === long ? undefined : minutes },
      {
        onSuccess: () => {
          notifications.show({ message: inPlace ? t('move.resized', { when: clock.range(start, end) }) : t('move.done', { when: clock.dateTime(start) }) });
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
        {canResize(item, capacityOf({ services }, item)) && (
          <Count label={t('field.length')} unit={t('field.minutes')} min={1} max={minutesMax} value={minutes} onChange={setMinutes} />
        )}
        <TimeChoice wish={wish} day={date} clock={clock} value={start} onChoose={(time) => setStart(Date.parse(time.start))} onDay={(day) => setStart(clock.zone.instant(day, minute))} />
        {!same && fits && <Verdict wish={wish} start={at} staff={everybody} />}
        {move.isError && <Refusal error={move.error} />}
        <div className={classes.foot}>
          <span className="num" aria-live="polite">
            {clock.range(start, end)}
          </span>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button data-autofocus={droppedAt !== undefined || pulledTo !== undefined || undefined} loading={move.isPending} disabled={same || !fits || known?.free === false} onClick={save}>
            {t(inPlace && !same ? 'move.resize' : 'move.save')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
