import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../api/appointments';
import { Note } from '../../ui/Note';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Agenda } from './Agenda';
import { appointmentsQuery, closedDatesQuery, placesQuery, servicesQuery, staffQuery } from './api';
import { BookingCard } from './BookingCard';
import { BookingForm } from './BookingForm';
import { columnsOf, itemsByDay } from './columns';
import { MonthView } from './MonthView';
import { MoveDialog } from './MoveDialog';
import { SessionDialog } from './SessionDialog';
import { withZones } from './shifts';
import { TimeGrid } from './TimeGrid';
import { Toolbar } from './Toolbar';
import { useCalendar } from './useCalendar';
import { useClock, useNow } from './useClock';
import { Waiting } from './Waiting';
import { WalkInDialog } from './WalkInDialog';
import classes from './Calendar.module.css';

/** What stands over the calendar, apart from the card that the address opens. */
type Over =
  | { kind: 'new'; start?: number; staff?: string }
  | { kind: 'walkIn'; start: number; staff: string }
  | { kind: 'move'; item: Appointment; start?: number; end?: number; staff?: string }
  | { kind: 'session'; items: Appointment[] };

/** All bookings of the shop, on the shop's clocks. */
export function CalendarPage() {
  const { t } = useTranslation('calendar');
  const clock = useClock();
  const now = useNow();
  const today = clock.zone.wall(now).date;
  const calendar = useCalendar(today);
  const { view, date, days, filter, change } = calendar;
  const [over, setOver] = useState<Over>();
  const staff = useQuery(staffQuery).data ?? [];
  const services = useQuery(servicesQuery);
  const page = useQuery(
    appointmentsQuery({
      from: days[0],
      to: days.at(-1) ?? days[0],
      staff: filter.staff || undefined,
      service: filter.service || undefined,
      status: filter.status && filter.status !== 'all' ? filter.status : undefined,
    }),
  );
  const items = useShown(page.data?.items, filter.status === '');
  const close = () => setOver(undefined);
  const open = (some: [Appointment, ...Appointment[]]) =>
    some.length === 1 ? change({ booking: some[0].id }, false) : setOver({ kind: 'session', items: some });
  return (
    <Page
      wide
      title={t('title')}
      intro={t('zone', { zone: clock.zoneName(clock.zone.startOf(date)) })}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOver({ kind: 'new' })}>
          {t('new')}
        </Button>
      }
    >
      {services.data?.length === 0 && (
        <Note tone="info" title={t('noServices')}>
          {t('noServicesText')}
        </Note>
      )}
      {page.data?.more && <Note tone="warn">{t('tooMany')}</Note>}
      <Section flush>
        <Toolbar calendar={calendar} clock={clock} today={today} staff={staff} services={services.data ?? []} />
        <Waiting from={days[0]} to={days.at(-1) ?? days[0]} service={filter.service} clock={clock} />
        {page.isError && !page.data && <Problem error={page.error} onRetry={() => void page.refetch()} />}
        {page.isPending && (
          <div className={classes.skeleton}>
            <LoadingNote />
            <Skeleton height={420} />
          </div>
        )}
        {page.data && (
          <div className={page.isPlaceholderData ? classes.stale : undefined}>
            <Shown calendar={calendar} items={items} today={today} now={now} onOver={setOver} onOpen={open} />
          </div>
        )}
        {page.data && items.length === 0 && view !== 'month' && (
          <Empty title={t(filter.staff || filter.service || filter.status ? 'empty.filtered' : 'empty.title')}>{t('empty.text')}</Empty>
        )}
      </Section>
      <BookingCard calendar={calendar} clock={clock} onMove={(item) => setOver({ kind: 'move', item })} />
      {over?.kind === 'new' && <BookingForm {...over} day={date > today ? date : today} clock={clock} onClose={close} />}
      {over?.kind === 'walkIn' && (
        <WalkInDialog {...over} clock={clock} onMore={(start, who) => setOver({ kind: 'new', start, staff: who })} onClose={close} />
      )}
      {over?.kind === 'move' && <MoveDialog {...over} clock={clock} onClose={close} />}
      {over?.kind === 'session' && (
        <SessionDialog
          items={over.items}
          clock={clock}
          staff={staff}
          onOpen={(item) => {
            close();
            open([item]);
          }}
          onClose={close}
        />
      )}
    </Page>
  );
}

interface ShownProps {
  calendar: ReturnType<typeof useCalendar>;
  items: Appointment[];
  today: string;
  now: number;
  onOver: (over: Over) => void;
  onOpen: (items: [Appointment, ...Appointment[]]) => void;
}

function Shown({ calendar, items, today, now, onOver, onOpen }: ShownProps) {
  const clock = useClock();
  const { view, date, days, filter, phone, change, step } = calendar;
  const staff = useQuery(staffQuery).data ?? [];
  const services = useQuery(servicesQuery).data ?? [];
  const closed = useQuery(closedDatesQuery).data ?? [];
  const places = useQuery(placesQuery).data ?? [];
  if (view === 'month') {
    return (
      <MonthView
        days={days}
        month={date.slice(0, 7)}
        items={itemsByDay(items, clock.zone)}
        clock={clock}
        staff={staff}
        today={today}
        phone={phone}
        onDay={(day) => change({ view: 'day', date: day }, false)}
        onOpen={(item) => onOpen([item])}
        onPage={step}
      />
    );
  }
  const columns = columnsOf({ view, days, items, staff: withZones(staff, places), closed: closed.map((c) => c.date), onlyStaff: filter.staff, clock });
  const Shape = phone ? Agenda : TimeGrid;
  return (
    <Shape
      columns={columns}
      clock={clock}
      now={now}
      staff={staff}
      services={services}
      onOpen={onOpen}
      onAdd={(start, who) => onOver({ kind: 'walkIn', start, staff: who || filter.staff })}
      onMove={(item, start, who) => onOver({ kind: 'move', item, start, staff: who })}
      onResize={(item, end) => onOver({ kind: 'move', item, end })}
      onPage={step}
    />
  );
}

/** Bookings by their beginning, those that were cancelled left out. */
function useShown(items: Appointment[] | undefined, liveOnly: boolean): Appointment[] {
  return useMemo(
    () =>
      (items ?? [])
        .filter((a) => !liveOnly || a.status !== 'cancelled')
        .sort((a, b) => Date.parse(a.start) - Date.parse(b.start) || a.id.localeCompare(b.id)),
    [items, liveOnly],
  );
}
