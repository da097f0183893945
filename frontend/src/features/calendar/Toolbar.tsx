import { ActionIcon, Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Service, type Staff, statuses } from '../../api/appointments';
import { type Calendar, type Filter, views } from './useCalendar';
import type { Clock } from './useClock';
import classes from './Calendar.module.css';

interface ToolbarProps {
  calendar: Calendar;
  clock: Clock;
  today: string;
  staff: Staff[];
  services: Service[];
}

/** When is shown, in which view, and what of it. */
export function Toolbar({ calendar, clock, today, staff, services }: ToolbarProps) {
  const { t } = useTranslation('calendar');
  const { view, date, days, change, step } = calendar;
  const title = view === 'month' ? clock.month(date) : view === 'week' ? clock.days(days[0], days.at(-1) ?? days[0]) : clock.day(date);
  return (
    <div className={classes.toolbar}>
      <div className={classes.when}>
        <Button variant="default" disabled={view !== 'month' && days.includes(today)} onClick={() => change({ date: '' }, false)}>
          {t('today')}
        </Button>
        <span className={classes.steps}>
          <ActionIcon variant="subtle" color="gray.8" size={32} aria-label={t(`previous.${view}`)} onClick={() => step(-1)}>
            <IconChevronLeft size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray.8" size={32} aria-label={t(`next.${view}`)} onClick={() => step(1)}>
            <IconChevronRight size={18} aria-hidden />
          </ActionIcon>
        </span>
        <h2 className={classes.period} aria-live="polite">
          {title}
        </h2>
      </div>
      <SegmentedControl
        aria-label={t('view.label')}
        className={classes.views}
        value={view}
        onChange={(next) => change({ view: next })}
        data={views.map((v) => ({ value: v, label: t(`view.${v}`) }))}
      />
      <Filters calendar={calendar} staff={staff} services={services} />
    </div>
  );
}

function Filters({ calendar, staff, services }: Pick<ToolbarProps, 'calendar' | 'staff' | 'services'>) {
  const { t } = useTranslation('calendar');
  const { filter, change, phone } = calendar;
  const used = [filter.staff, filter.service, filter.status].filter(Boolean).length;
  const set = (part: Partial<Filter>) => change(part);
  const fields = (
    <div className={classes.filters}>
      <NativeSelect
        aria-label={t('filter.staff')}
        value={filter.staff}
        onChange={(e) => set({ staff: e.currentTarget.value })}
        data={[{ value: '', label: t('filter.allStaff') }, ...staff.map((s) => ({ value: s.id, label: s.name }))]}
      />
      <NativeSelect
        aria-label={t('filter.service')}
        value={filter.service}
        onChange={(e) => set({ service: e.currentTarget.value })}
        data={[{ value: '', label: t('filter.allServices') }, ...services.map((s) => ({ value: s.id, label: s.title }))]}
      />
      <NativeSelect
        aria-label={t('filter.status')}
        value={filter.status}
        onChange={(e) => set({ status: e.currentTarget.value as Filter['status'] })}
        data={[
          { value: '', label: t('filter.active') },
          { value: 'all', label: t('filter.all') },
          ...statuses.map((s) => ({ value: s, label: t(`status.${s}`) })),
        ]}
      />
    </div>
  );
  if (!phone) return fields;
  return (
    <details className={classes.filterFold} open={used > 0 || undefined}>
      <summary>{used > 0 ? t('filter.used', { count: used }) : t('filter.title')}</summary>
      {fields}
    </details>
  );
}
