import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Staff, Wish } from '../../api/appointments';
import { isDate } from './dates';
import type { Clock } from './useClock';
import { Verdict } from './Verdict';
import { minuteOf } from './zone';
import classes from './Calendar.module.css';

/** Why a time is not among the free ones, for each person who could serve. */
export function WhyNot({ wish, day, clock, staff }: { wish: Wish; day: string; clock: Clock; staff: Staff[] }) {
  const { t } = useTranslation('calendar');
  const [time, setTime] = useState('');
  const minute = minuteOf(time);
  const asked = minute !== undefined && isDate(day) ? new Date(clock.zone.instant(day, minute)).toISOString() : '';
  return (
    <details className={classes.whyNot}>
      <summary>{t('whyNot.title')}</summary>
      <div className={classes.form}>
        <TextInput
          type="time"
          step={300}
          label={t('whyNot.time')}
          description={t('whyNot.help', { day: isDate(day) ? clock.shortDay(day) : '' })}
          value={time}
          onChange={(e) => setTime(e.currentTarget.value)}
        />
        <Verdict wish={wish} start={asked} staff={staff} />
      </div>
    </details>
  );
}
