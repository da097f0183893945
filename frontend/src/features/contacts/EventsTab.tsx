import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ContactEvent, ContactEvents } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Empty, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { useStaff } from '../../ui/useStaff';
import { eventsQuery } from './api';
import { BirthdayDialog } from './BirthdayDialog';
import { RecordEventDialog } from './RecordEventDialog';
import classes from './Contact.module.css';

/** What happened with a contact besides orders, their birthday, and where an
 * event of the store's own is recorded. */
export function EventsTab({ id, guest, erased, halted }: { id: string; guest: boolean; erased: boolean; halted: boolean }) {
  const events = useQuery(eventsQuery(id));
  const [dialog, setDialog] = useState<'birthday' | 'record'>();
  if (events.isError && !events.data) return <Problem error={events.error} onRetry={() => void events.refetch()} />;
  if (!events.data) return <Skeleton height={220} />;
  const { data } = events;
  const close = () => setDialog(undefined);
  return (
    <div className={classes.blocks}>
      {!guest && !erased && <BirthdayBlock data={data} onEdit={() => setDialog('birthday')} />}
      <EventList data={data} closed={halted || erased} onRecord={() => setDialog('record')} />
      <BirthdayDialog opened={dialog === 'birthday'} id={id} birthday={data.birthday} onClose={close} />
      <RecordEventDialog opened={dialog === 'record'} id={id} names={data.names} onClose={close} />
    </div>
  );
}

function BirthdayBlock({ data, onEdit }: { data: ContactEvents; onEdit: () => void }) {
  const { t } = useTranslation('contacts');
  const f = useFormat();
  const staff = useStaff();
  const { birthday } = data;
  const by = birthday?.by === 'contact' ? t('birthday.themselves') : staff(birthday?.by ?? '');
  return (
    <Section
      title={t('birthday.title')}
      actions={
        <Button variant="default" size="xs" onClick={onEdit}>
          {t(birthday ? 'birthday.change' : 'birthday.enter')}
        </Button>
      }
    >
      {birthday ? (
        <p>
          <span className={classes.strong}>{f.monthDay(birthday.month, birthday.day)}</span>{' '}
          {birthday.knownAt && <span className="muted small">{t('birthday.since', { date: f.date(birthday.knownAt), who: by })}</span>}
        </p>
      ) : (
        <p className="muted">{t('birthday.unknown')}</p>
      )}
    </Section>
  );
}

function EventList({ data, closed, onRecord }: { data: ContactEvents; closed: boolean; onRecord: () => void }) {
  const { t } = useTranslation('contacts');
  const { items, names } = data;
  return (
    <Section
      title={t('events.title')}
      actions={
        names.length > 0 && (
          <Button variant="default" size="xs" disabled={closed} onClick={onRecord}>
            {t('events.record')}
          </Button>
        )
      }
    >
      {items.length === 0 && (
        <Empty title={t('events.empty')} action={names.length === 0 && <Link to="/programme">{t('events.rules')}</Link>}>
          {t('events.emptyText')}
        </Empty>
      )}
      <ul className={classes.levelHistory} aria-label={t('events.title')}>
        {items.map((e, i) => (
          <EventItem key={`${e.kind}-${e.at}-${i}`} event={e} />
        ))}
      </ul>
      {data.more && <p className="muted small">{t('events.more')}</p>}
    </Section>
  );
}

function EventItem({ event }: { event: ContactEvent }) {
  const { t } = useTranslation('contacts');
  const f = useFormat();
  const staff = useStaff();
  const details = [
    f.dateTime(event.at),
    event.actor && t('events.by', { actor: staff(event.actor) }),
    event.note,
    event.state !== 'counted' && t(`events.state.${event.state}`),
    event.cut !== undefined && t('events.cut', { points: f.number(event.cut) }),
  ].filter(Boolean);
  return (
    <li>
      <div className={classes.spread}>
        <span className={classes.strong}>{event.name || t(`events.kind.${event.kind as 'visit'}`)}</span>
        <span className="num">{event.points === 0 ? '–' : f.signed(event.points)}</span>
      </div>
      <p className="muted small">{details.join(' · ')}</p>
    </li>
  );
}
