import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { type Status, statuses } from '../../api/appointments';
import { addDays, addMonths, firstDayOf, isDate, monthOf, weekOf } from './dates';

export const views = ['day', 'week', 'month', 'resource'] as const;
export type View = (typeof views)[number];

/** What is shown of all bookings. Without a status, all but those cancelled. */
export interface Filter {
  staff: string;
  service: string;
  status: Status | 'all' | '';
}

const idLengthMax = 64;

/** What the calendar shows, kept in the address so that it can be shared and
 * gone back to. */
export function useCalendar(today: string) {
  const { i18n } = useTranslation();
  const [params, setParams] = useSearchParams();
  const phone = useMediaQuery('(max-width: 720px)') ?? false;
  const given = (name: string) => (params.get(name) ?? '').slice(0, idLengthMax);
  const asked = params.get('date');
  const date = isDate(asked) ? asked : today;
  const view = views.find((v) => v === params.get('view')) ?? (phone ? 'day' : 'week');
  const firstDay = firstDayOf(i18n.language);
  const filter: Filter = {
    staff: given('staff'),
    service: given('service'),
    status: ([...statuses, 'all'] as const).find((s) => s === params.get('status')) ?? '',
  };
  const change = (part: Partial<Filter & { view: string; date: string; booking: string }>, replace = true) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(part)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace, preventScrollReset: true },
    );
  const step = (by: number) =>
    change({ date: view === 'month' ? addMonths(date, by) : addDays(date, view === 'week' ? 7 * by : by) }, false);
  return { view, date, filter, booking: given('booking'), phone, firstDay, days: daysOf(view, date, firstDay), change, step };
}

export type Calendar = ReturnType<typeof useCalendar>;

/** The days that a view shows. */
function daysOf(view: View, date: string, firstDay: number): [string, ...string[]] {
  const days = view === 'month' ? monthOf(date, firstDay).flat() : view === 'week' ? weekOf(date, firstDay) : [date];
  return [days[0] ?? date, ...days.slice(1)];
}
