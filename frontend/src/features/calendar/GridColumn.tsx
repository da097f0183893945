import { IconPlus } from '@tabler/icons-react';
import { type MouseEvent, type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../api/appointments';
import { BookingBlock } from './BookingBlock';
import { type Ghost, GhostBlock } from './GhostBlock';
import { type Axis, type Block, canResize, type Range } from './layout';
import { capacityOf, type Column, type GridProps, pxPerMinute, wholeDay } from './grid';
import classes from './Calendar.module.css';

interface ColumnProps {
  column: Column;
  grid: GridProps;
  axis: Axis;
  shown: Range;
  blocks: Block[];
  /** The key of the one booking that the tab key stops at. */
  stop?: string;
  /** The instant that is meant by a height, in pixels from the top. */
  startOf: (top: number) => number;
  /** Id of the booking that is being dragged, and what would become of it here. */
  dragged?: string;
  ghost?: Ghost;
  onPress: (event: PointerEvent, item: Appointment, edge?: boolean) => void;
}

/** A day, or a day of one member of the staff, with what is booked. */
export function GridColumn({ column, grid, axis, shown, blocks, stop, startOf, dragged, ghost, onPress }: ColumnProps) {
  const { clock, now, onAdd, onOpen } = grid;
  const place = ({ from, to }: Range) => ({ top: (from - shown.from) * pxPerMinute, height: (to - from) * pxPerMinute });
  const { date } = column;
  const add = (top: number) => onAdd(startOf(top), column.staff?.id ?? '');
  const today = clock.zone.wall(now).date === date;
  const ends = (a: Appointment) => clock.zone.wall(Date.parse(a.end) - 1).date === date;
  return (
    <div role="group" aria-label={column.label} className={classes.column}>
      <Head column={column} grid={grid} today={today} />
      <Ground height={(shown.to - shown.from) * pxPerMinute} busy={dragged !== undefined} label={(top) => clock.time(startOf(top))} onPick={add}>
        {axis.ticks(date).map((tick) => (
          <span key={tick.at} className={classes.line} style={{ top: (tick.at - shown.from) * pxPerMinute }} />
        ))}
        {closedParts(column, clock, axis).map((part) => (
          <span key={part.from} className={classes.closed} style={place(part)} />
        ))}
        <ul className={classes.blocks}>
          {blocks.map((block) => (
            <BookingBlock
              key={block.key}
              block={block}
              box={place(block)}
              grid={grid}
              focusable={block.key === stop}
              away={block.items.some((a) => a.id === dragged)}
              resizable={block.items.length === 1 && ends(block.items[0]) && canResize(block.items[0], capacityOf(grid, block.items[0]))}
              onOpen={() => onOpen(block.items)}
              onPress={onPress}
            />
          ))}
        </ul>
        {ghost && <GhostBlock ghost={ghost} column={column} grid={grid} axis={axis} place={place} />}
        {today && <span className={classes.now} style={{ top: (axis.at(date, now) - shown.from) * pxPerMinute }} />}
      </Ground>
    </div>
  );
}

function Head({ column, grid, today }: { column: Column; grid: GridProps; today: boolean }) {
  const { t } = useTranslation('calendar');
  const { clock, now, onAdd } = grid;
  const first = column.open?.[0]?.start ?? clock.zone.instant(column.date, 9 * 60);
  const soon = Math.ceil(now / 900_000) * 900_000;
  return (
    <div className={classes.head} data-today={today || undefined}>
      {column.staff && <span className={classes.dot} style={{ background: column.staff.colour || undefined }} />}
      <span className={classes.headTitle}>{column.title}</span>
      <button
        type="button"
        className={classes.add}
        aria-label={t('grid.add', { column: column.label })}
        onClick={() => onAdd(today ? Math.max(soon, first) : first, column.staff?.id ?? '')}
      >
        <IconPlus size={14} aria-hidden />
      </button>
    </div>
  );
}

/** The empty time behind the bookings: a press books at its height. On the
 * keyboard the button in the head of the column does. */
function Ground(props: { height: number; busy: boolean; label: (top: number) => string; onPick: (top: number) => void; children: React.ReactNode }) {
  const [hover, setHover] = useState<number>();
  const topOf = (event: MouseEvent<HTMLElement>) => Math.max(0, event.clientY - event.currentTarget.getBoundingClientRect().top - 7);
  const empty = (event: MouseEvent) => !(event.target instanceof Element && event.target.closest('button'));
  return (
    <div
      data-column
      className={classes.ground}
      style={{ height: props.height }}
      onMouseMove={(e) => setHover(empty(e) && !props.busy ? topOf(e) : undefined)}
      onMouseLeave={() => setHover(undefined)}
      onClick={(e) => {
        if (empty(e)) props.onPick(topOf(e));
      }}
    >
      {props.children}
      {hover !== undefined && (
        <span className={classes.hover} style={{ top: hover }} aria-hidden>
          {props.label(hover)}
        </span>
      )}
    </div>
  );
}

/** The parts of a day in which nobody works; none where that is not known. */
function closedParts({ date, open }: Column, clock: GridProps['clock'], axis: Axis): Range[] {
  if (!open) return [];
  const day = wholeDay(clock, date);
  const parts: Range[] = [];
  let from = day.start;
  for (const span of [...open].sort((a, b) => a.start - b.start)) {
    const part = span.start > from ? axis.span(date, from, span.start) : undefined;
    if (part) parts.push(part);
    from = Math.max(from, span.end);
  }
  const rest = day.end > from ? axis.span(date, from, day.end) : undefined;
  return rest ? [...parts, rest] : parts;
}
