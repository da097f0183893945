import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../api/appointments';
import { Tag } from '../../ui/Tag';
import { toneOf } from './status';
import type { Column, GridProps } from './grid';
import { useBookingWords } from './useBookingWords';
import classes from './Calendar.module.css';

/** The calendar on a phone: one booking below the other, under their days or
 * the people who serve. */
export function Agenda({ columns, ...grid }: GridProps) {
  return (
    <div className={classes.agenda}>
      {columns.map((column) => (
        <Group key={column.key} column={column} alone={columns.length === 1} grid={{ columns, ...grid }} />
      ))}
    </div>
  );
}

function Group({ column, alone, grid }: { column: Column; alone: boolean; grid: GridProps }) {
  const { t } = useTranslation('calendar');
  const { clock, now } = grid;
  const today = clock.zone.wall(now).date === column.date;
  const next = column.items.findIndex((a) => Date.parse(a.end) > now);
  const start = Math.max(Math.ceil(now / 900_000) * 900_000, clock.zone.instant(column.date, 9 * 60));
  return (
    <section aria-label={column.label}>
      <div className={classes.agendaHead}>
        <h3>{alone ? t('agenda.count', { count: column.items.length }) : column.label}</h3>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          aria-label={t('grid.add', { column: column.label })}
          onClick={() => grid.onAdd(today ? start : clock.zone.instant(column.date, 9 * 60), column.staff?.id ?? '')}
        >
          {t('agenda.add')}
        </Button>
      </div>
      {column.items.length === 0 && <p className={`${classes.agendaNone} muted`}>{t('agenda.none')}</p>}
      <ul>
        {column.items.map((item, i) => (
          <li key={item.id} data-next={(today && i === next) || undefined}>
            <Row item={item} grid={grid} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ item, grid }: { item: Appointment; grid: GridProps }) {
  const { t } = useTranslation('calendar');
  const words = useBookingWords(grid);
  const { clock, staff } = grid;
  return (
    <button
      type="button"
      className={classes.agendaRow}
      data-status={item.status}
      style={{ ['--tint' as string]: staff.find((s) => s.id === item.staff)?.colour || 'var(--accent)' }}
      onClick={() => grid.onOpen([item])}
    >
      <span className={`${classes.agendaTime} num`}>
        {clock.time(Date.parse(item.start))}
        <span className="muted small">{clock.time(Date.parse(item.end))}</span>
      </span>
      <span className={classes.agendaWhat}>
        <strong>{words.who(item)}</strong>
        <span className="muted">{[item.title, words.person(item.staff)].filter(Boolean).join(' · ')}</span>
      </span>
      {(item.attention || item.status !== 'confirmed') && (
        <Tag tone={item.attention ? 'bad' : toneOf(item.status)}>{item.attention ? t('attention.short') : t(`status.${item.status}`)}</Tag>
      )}
    </button>
  );
}
