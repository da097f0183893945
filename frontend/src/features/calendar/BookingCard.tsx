import { Drawer, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Appointment } from '../../api/appointments';
import { Facts } from '../../ui/Facts';
import { useFormat } from '../../ui/format';
import { Note } from '../../ui/Note';
import { LoadingNote } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Tag } from '../../ui/Tag';
import { appointmentQuery, servicesQuery, staffQuery } from './api';
import { BookingHistory } from './BookingHistory';
import { BookingLink } from './BookingLink';
import { BookingNote } from './BookingNote';
import { Decisions } from './Decisions';
import { InvoiceState } from './InvoiceState';
import { AskToRefund, Refund } from './Refund';
import { toneOf } from './status';
import type { Calendar } from './useCalendar';
import { useBookingWords } from './useBookingWords';
import type { Clock } from './useClock';
import classes from './Calendar.module.css';

interface CardProps {
  calendar: Calendar;
  clock: Clock;
  onMove: (item: Appointment) => void;
}

/** All that is known of one booking, and what staff can do with it; opened by
 * the address. */
export function BookingCard({ calendar, clock, onMove }: CardProps) {
  const { t } = useTranslation(['calendar', 'common']);
  const { booking, change } = calendar;
  const card = useQuery({ ...appointmentQuery(booking), enabled: booking !== '' });
  const staff = useQuery(staffQuery).data ?? [];
  const words = useBookingWords({ staff });
  return (
    <Drawer
      opened={booking !== ''}
      onClose={() => change({ booking: '' })}
      position="right"
      size={480}
      title={card.data ? words.who(card.data) : t('card.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {booking !== '' && card.isPending && (
        <>
          <LoadingNote />
          <Skeleton height={320} />
        </>
      )}
      {card.isError && !card.data && <Problem error={card.error} onRetry={() => void card.refetch()} />}
      {card.data && <Detail key={card.data.id} item={card.data} clock={clock} onMove={onMove} />}
    </Drawer>
  );
}

function Detail({ item, clock, onMove }: { item: Appointment; clock: Clock; onMove: (item: Appointment) => void }) {
  const { t } = useTranslation('calendar');
  const staff = useQuery(staffQuery).data ?? [];
  const services = useQuery(servicesQuery).data ?? [];
  const words = useBookingWords({ staff });
  const service = services.find((s) => s.id === item.service);
  const variant = service?.variants.find((v) => v.id === item.variant)?.title ?? '';
  const extras = item.addOns.map((id) => service?.addOns.find((a) => a.id === id)?.title ?? id);
  const start = Date.parse(item.start);
  const what = [item.title, variant, ...extras].filter(Boolean).join(' · ');
  const rows: [string, ReactNode][] = [
    [t('field.service'), what],
    [t('field.staff'), words.person(item.staff)],
    ...(item.seats > 1 ? ([[t('field.party'), item.seats]] as [string, ReactNode][]) : []),
    [t('card.contact'), <Who key="who" item={item} name={words.who(item)} />],
    [t('card.source'), t(`source.${item.source}`)],
  ];
  return (
    <div className={classes.card}>
      <div>
        <p className={classes.cardWhen}>
          {clock.day(clock.zone.wall(start).date)}
          <Tag tone={toneOf(item.status)}>{t(`status.${item.status}`)}</Tag>
        </p>
        <p>
          <span className="num">{clock.range(start, Date.parse(item.end))}</span> <span className="muted small">{clock.zoneName(start)}</span>
        </p>
        {item.status === 'held' && item.expiresAt && <p className="muted small">{t('card.heldUntil', { when: clock.dateTime(Date.parse(item.expiresAt)) })}</p>}
        {item.actualStart && item.actualEnd && (
          <p className="muted small">{t('card.actual', { when: clock.range(Date.parse(item.actualStart), Date.parse(item.actualEnd)) })}</p>
        )}
      </div>
      <Attention item={item} />
      <Refund item={item} />
      <InvoiceState item={item} />
      <Decisions item={item} clock={clock} onMove={() => onMove(item)} />
      <Facts rows={rows} />
      <BookingLink item={item} />
      <Payments item={item} />
      <Answers item={item} />
      <BookingNote key={item.version} item={item} />
      <BookingHistory item={item} clock={clock} />
    </div>
  );
}

function Who({ item, name }: { item: Appointment; name: string }) {
  return (
    <>
      {item.contact ? <Link to={`/contacts/${encodeURIComponent(item.contact)}`}>{name}</Link> : name}
      {item.email && (
        <div>
          <a href={`mailto:${item.email}`}>{item.email}</a>
        </div>
      )}
      {item.phone && (
        <div>
          <a href={`tel:${item.phone}`}>{item.phone}</a>
        </div>
      )}
    </>
  );
}

function Attention({ item }: { item: Appointment }) {
  const { t } = useTranslation('calendar');
  const f = useFormat();
  // A refund that is under way says by itself how far it is.
  if (!item.attention || (item.attention === 'refund_due' && item.refund)) return null;
  const amount = f.money({ minor: item.refundDueMinor, currency: item.currency });
  return (
    <Note tone="warn" title={t(`attention.${item.attention}.title`)}>
      <p>{t(`attention.${item.attention}.text`, { amount })}</p>
      {item.refundDueMinor > 0 && !item.refund && <AskToRefund item={item} amount={amount} />}
    </Note>
  );
}

function Payments({ item }: { item: Appointment }) {
  const { t } = useTranslation('calendar');
  const f = useFormat();
  const money = (minor: number) => <span className="num">{f.money({ minor, currency: item.currency })}</span>;
  const rows: [string, ReactNode][] = [[t('pay.price'), money(item.priceMinor)]];
  rows.push([t('pay.how'), t(`pay.${item.invoice ? 'invoice' : item.payment.how}`)]);
  if (item.dueMinor > 0) rows.push([t(item.invoice ? 'pay.dueInvoice' : 'pay.due'), money(item.dueMinor)]);
  if (item.paidMinor > 0) rows.push([t('pay.paid'), money(item.paidMinor)]);
  if (item.refundedMinor > 0) rows.push([t('pay.refunded'), money(item.refundedMinor)]);
  if (item.refundDueMinor > 0) rows.push([t('pay.refundDue'), money(item.refundDueMinor)]);
  if (item.order) rows.push([t('pay.order'), <OrderLink key="order" id={item.order} />]);
  return (
    <section aria-label={t('pay.title')}>
      <h3 className={classes.subhead}>{t('pay.title')}</h3>
      <Facts rows={rows} />
    </section>
  );
}

/** The store admin knows where its orders are; it follows the link for the panel. */
function OrderLink({ id }: { id: string }) {
  const { t } = useTranslation('calendar');
  return (
    <a href={`shopify://admin/orders/${encodeURIComponent(id)}`} target="_top">
      {t('pay.openOrder')}
    </a>
  );
}

function Answers({ item }: { item: Appointment }) {
  const { t } = useTranslation('calendar');
  if (item.answers.length === 0) return null;
  return (
    <section aria-label={t('card.answers')}>
      <h3 className={classes.subhead}>{t('card.answers')}</h3>
      <Facts rows={item.answers.map(({ label, value }) => [label, value])} />
    </section>
  );
}
