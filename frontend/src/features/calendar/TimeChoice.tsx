import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { FreeTime, Wish } from '../../api/appointments';
import { Problem } from '../../ui/Problem';
import { timesQuery } from './api';
import { isDate } from './dates';
import type { Clock } from './useClock';
import classes from './Calendar.module.css';

interface ChoiceProps {
  wish: Wish;
  day: string;
  clock: Clock;
  /** The instant that is chosen. */
  value?: number;
  error?: string;
  onChoose: (time: FreeTime) => void;
  /** Leads to another day, where this one has no time. */
  onDay: (day: string) => void;
}

/** The free times of a day, one of which can be chosen. */
export function TimeChoice({ wish, day, clock, value, error, onChoose, onDay }: ChoiceProps) {
  const { t } = useTranslation('calendar');
  const name = useId();
  const found = useQuery({ ...timesQuery(wish, day), enabled: timesQuery(wish, day).enabled && isDate(day) });
  const times = found.data?.days.flatMap((d) => d.times).filter((time) => clock.zone.wall(Date.parse(time.start)).date === day) ?? [];
  const next = found.data?.next;
  if (!wish.service) return null;
  return (
    <fieldset className={classes.times} aria-describedby={error ? `${name}-error` : undefined}>
      <legend>{t('times.label')}</legend>
      {found.isPending && found.isFetching && <Skeleton height={32} />}
      {found.isError && <Problem inline error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && times.length === 0 && (
        <p className="muted">
          {t('times.none')}{' '}
          {next && (
            <Button variant="default" size="compact-sm" onClick={() => onDay(next)}>
              {t('times.next', { day: clock.shortDay(next) })}
            </Button>
          )}
        </p>
      )}
      <div className={classes.timeList}>
        {times.map((time) => {
          const start = Date.parse(time.start);
          return (
            <label key={time.start} className={classes.time}>
              <input type="radio" name={name} checked={start === value} onChange={() => onChoose(time)} />
              <span className="num">{clock.time(start)}</span>
            </label>
          );
        })}
      </div>
      {error && (
        <p id={`${name}-error`} className="bad small">
          {error}
        </p>
      )}
    </fieldset>
  );
}
