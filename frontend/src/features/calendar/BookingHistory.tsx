import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Appointment, Change } from '../../api/appointments';
import { useStaff } from '../../ui/useStaff';
import { staffQuery } from './api';
import { useBookingWords } from './useBookingWords';
import type { Clock } from './useClock';
import classes from './Calendar.module.css';

const known = [
  'held', 'confirmed', 'moved', 'resized', 'reassigned', 'cancelled', 'lapsed', 'released', 'completed', 'no_show',
  'paid', 'paid_too_late', 'paid_twice', 'paid_otherwise', 'refunded', 'refund_asked', 'refund_settled', 'invoice_sent', 'link_replaced',
] as const;

/** What happened to a booking, newest first. */
export function BookingHistory({ item, clock }: { item: Appointment; clock: Clock }) {
  const { t } = useTranslation('calendar');
  const changes = item.history;
  if (changes.length === 0) return null;
  return (
    <section aria-label={t('history.title')}>
      <h3 className={classes.subhead}>{t('history.title')}</h3>
      <ol className={classes.history}>
        {[...changes].reverse().map((change, i) => (
          <Line key={i} change={change} clock={clock} />
        ))}
      </ol>
    </section>
  );
}

function Line({ change, clock }: { change: Change; clock: Clock }) {
  const { t } = useTranslation('calendar');
  const actor = useStaff();
  const staff = useQuery(staffQuery).data ?? [];
  const words = useBookingWords({ staff });
  const what = known.find((word) => word === change.what);
  const who = change.actor === 'shopper' || change.actor === 'platform' ? t(`history.actor.${change.actor}`) : actor(change.actor);
  const when = (instant?: string) => (instant ? clock.dateTime(Date.parse(instant)) : '');
  return (
    <li>
      <p>
        {what ? t(`history.what.${what}`) : change.what} <span className="muted">· {who}</span>
      </p>
      {change.from && change.to && change.from !== change.to && <p className="small">{t('history.times', { from: when(change.from), to: when(change.to) })}</p>}
      {change.staff && <p className="small">{t('history.with', { person: words.person(change.staff) })}</p>}
      <p className="muted small">{when(change.at)}</p>
    </li>
  );
}
