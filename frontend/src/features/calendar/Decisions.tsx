import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment, StatusChange } from '../../api/appointments';
import { useFormat } from '../../ui/format';
import { Problem } from '../../ui/Problem';
import { servicesQuery, useSetStatus } from './api';
import { addDays } from './dates';
import { canMove } from './layout';
import { refundNow } from './policy';
import { type Clock, useNow } from './useClock';
import { minuteOf, timeOf } from './zone';
import classes from './Calendar.module.css';

interface DecisionsProps {
  item: Appointment;
  clock: Clock;
  onMove: () => void;
}

type Asking = 'completed' | 'cancelled';

/** What staff can do with a booking as it stands. */
export function Decisions({ item, clock, onMove }: DecisionsProps) {
  const { t } = useTranslation('calendar');
  const [asking, setAsking] = useState<Asking>();
  const now = useNow();
  const set = useSetStatus(item.id);
  const to = (change: Omit<StatusChange, 'base'>) =>
    set.mutate(
      { base: item.version, ...change },
      {
        onSuccess: () => {
          setAsking(undefined);
          notifications.show({ message: t(`decide.done.${change.to}`) });
        },
      },
    );
  const { status } = item;
  const begun = Date.parse(item.start) <= now;
  const ask = (what: Asking) => setAsking(asking === what ? undefined : what);
  const button = (name: 'confirm' | 'noShow' | 'reopen', change: StatusChange['to'], main = false) => (
    <Button variant={main ? 'filled' : 'default'} loading={set.isPending} onClick={() => to({ to: change })}>
      {t(`decide.${name}`)}
    </Button>
  );
  return (
    <div className={classes.decisions}>
      <div className={classes.buttons}>
        {status === 'held' && button('confirm', 'confirmed', true)}
        {begun && status === 'confirmed' && (
          <Button aria-expanded={asking === 'completed'} onClick={() => ask('completed')}>
            {t('decide.complete')}
          </Button>
        )}
        {begun && status === 'confirmed' && button('noShow', 'no_show')}
        {canMove(item) && (
          <Button variant="default" onClick={onMove}>
            {t('decide.move')}
          </Button>
        )}
        {canMove(item) && (
          <Button variant="default" aria-expanded={asking === 'cancelled'} onClick={() => ask('cancelled')}>
            {t('decide.cancel')}
          </Button>
        )}
        {!canMove(item) && button('reopen', 'confirmed')}
      </div>
      {asking === 'completed' && <Completing item={item} clock={clock} busy={set.isPending} onDone={to} />}
      {asking === 'cancelled' && <Cancelling item={item} busy={set.isPending} onDone={() => to({ to: 'cancelled' })} onKeep={() => setAsking(undefined)} />}
      {set.isError && <Problem inline error={set.error} />}
    </div>
  );
}

/** Asks when it really began and ended; the planned times are proposed. */
function Completing({ item, clock, busy, onDone }: { item: Appointment; clock: Clock; busy: boolean; onDone: (change: Omit<StatusChange, 'base'>) => void }) {
  const { t } = useTranslation('calendar');
  const planned = { from: Date.parse(item.start), to: Date.parse(item.end) };
  const [from, setFrom] = useState(() => timeOf(clock.zone.wall(planned.from).minute));
  const [to, setTo] = useState(() => timeOf(clock.zone.wall(planned.to).minute));
  const { date } = clock.zone.wall(planned.from);
  const submit = () => {
    const begun = minuteOf(from);
    const ended = minuteOf(to);
    if (begun === undefined || ended === undefined) return;
    const same = begun === clock.zone.wall(planned.from).minute && ended === clock.zone.wall(planned.to).minute;
    const start = same ? planned.from : clock.zone.instant(date, begun);
    const end = same ? planned.to : clock.zone.instant(ended <= begun ? addDays(date, 1) : date, ended);
    onDone({ to: 'completed', actualStart: new Date(start).toISOString(), actualEnd: new Date(end).toISOString() });
  };
  return (
    <div className={classes.asking} role="group" aria-label={t('decide.complete')}>
      <div className={classes.pair}>
        <TextInput type="time" label={t('decide.actualStart')} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
        <TextInput type="time" label={t('decide.actualEnd')} value={to} onChange={(e) => setTo(e.currentTarget.value)} />
      </div>
      <Button loading={busy} disabled={minuteOf(from) === undefined || minuteOf(to) === undefined} onClick={submit}>
        {t('decide.completeNow')}
      </Button>
    </div>
  );
}

/** Says what goes back before a booking is cancelled: all, as it is not the
 * shopper who changed their mind. */
function Cancelling({ item, busy, onDone, onKeep }: { item: Appointment; busy: boolean; onDone: () => void; onKeep: () => void }) {
  const { t } = useTranslation('calendar');
  const f = useFormat();
  const [now] = useState(() => Date.now());
  const services = useQuery(servicesQuery).data ?? [];
  const paysBack = services.find((s) => s.id === item.service)?.paysBack ?? false;
  const money = (minor: number) => f.money({ minor, currency: item.currency });
  return (
    <div className={classes.asking} role="group" aria-label={t('decide.cancel')}>
      {item.paidMinor === 0 && <p>{t('decide.nothingPaid')}</p>}
      {item.paidMinor > 0 && (
        <p>
          {t('decide.allBack', { amount: money(item.paidMinor) })} {paysBack && t('decide.byItself')}
        </p>
      )}
      {item.paidMinor > 0 && <p className="muted">{t('decide.byPolicy', { amount: money(refundNow(item.policy, item.paidMinor, Date.parse(item.start), now)) })}</p>}
      <div className={classes.buttons}>
        <Button color="red.8" loading={busy} onClick={onDone}>
          {t('decide.cancelNow')}
        </Button>
        <Button variant="default" onClick={onKeep}>
          {t('decide.keep')}
        </Button>
      </div>
    </div>
  );
}
