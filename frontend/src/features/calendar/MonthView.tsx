import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment, Staff } from '../../api/appointments';
import { useArrows } from './useArrows';
import { useBookingWords } from './useBookingWords';
import type { Clock } from './useClock';
import classes from './Calendar.module.css';

const shownMax = 3;

interface MonthProps {
  /** Whole weeks. */
  days: string[];
  /** The month that is meant, such as 2026-12. */
  month: string;
  items: Map<string, Appointment[]>;
  clock: Clock;
  staff: Staff[];
  today: string;
  /** On a phone a day only says how many bookings it has. */
  phone: boolean;
  onDay: (date: string) => void;
  onOpen: (item: Appointment) => void;
  onPage: (by: 1 | -1) => void;
}

/** A month at a glance; a press on a day leads to it. */
export function MonthView(props: MonthProps) {
  const { days, clock, onPage } = props;
  const { t } = useTranslation('calendar');
  const root = useRef<HTMLTableElement>(null);
  const arrows = useArrows(root, { perRow: 7, onPage });
  const weeks = Array.from({ length: days.length / 7 }, (_, i) => days.slice(i * 7, i * 7 + 7));
  const keys = days.flatMap((day) => [day, ...(props.items.get(day) ?? []).map((a) => a.id)]);
  const first = days.includes(props.today) ? props.today : (days.find((d) => d.startsWith(props.month)) ?? '');
  const stop = keys.includes(arrows.current) ? arrows.current : first;
  return (
    <table ref={root} className={classes.month} {...arrows.handlers}>
      <caption className="visually-hidden">{t('month.label', { month: clock.month(`${props.month}-01`) })}</caption>
      <thead>
        <tr>
          {weeks[0]?.map((day) => (
            <th key={day} scope="col">
              {clock.weekday(day)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <Day key={day} day={day} stop={stop} {...props} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({ day, stop, month, items, clock, staff, today, phone, onDay, onOpen }: MonthProps & { day: string; stop: string }) {
  const { t } = useTranslation('calendar');
  const words = useBookingWords({ staff });
  const all = items.get(day) ?? [];
  const shown = phone ? [] : all.slice(0, all.length > shownMax + 1 ? shownMax : shownMax + 1);
  const more = all.length - shown.length;
  return (
    <td data-column data-other={!day.startsWith(month) || undefined}>
      <button
        type="button"
        className={classes.dayNumber}
        data-item={day}
        data-today={day === today || undefined}
        tabIndex={stop === day ? 0 : -1}
        aria-label={t('month.day', { day: clock.day(day), count: all.length })}
        aria-current={day === today ? 'date' : undefined}
        onClick={() => onDay(day)}
      >
        {clock.dayNumber(day)}
      </button>
      <ul className={classes.dayItems}>
        {shown.map((a) => (
          <li key={a.id}>
            <button
              type="button"
              className={classes.chip}
              data-item={a.id}
              data-status={a.status}
              tabIndex={stop === a.id ? 0 : -1}
              style={{ ['--tint' as string]: staff.find((s) => s.id === a.staff)?.colour || 'var(--accent)' }}
              onClick={() => onOpen(a)}
            >
              <span className="num">{clock.time(Date.parse(a.start))}</span> {words.who(a)}
              <span className="visually-hidden">
                , {a.title}, {words.rest([a])}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <span className={classes.moreItems} aria-hidden>
          {phone ? more : t('month.more', { count: more })}
        </span>
      )}
    </td>
  );
}
