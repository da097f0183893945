import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../api/appointments';
import type { Ghost } from './GhostBlock';
import { GridColumn } from './GridColumn';
import { type Column, type GridProps, pxPerMinute, snapMinutes } from './grid';
import { type Axis, blocksOf, clockAxis, dayAxis, hull, lengthOf, type Range } from './layout';
import { useArrows } from './useArrows';
import type { Clock } from './useClock';
import { type Drag, useDrag } from './useDrag';
import classes from './Calendar.module.css';

const minuteMs = 60_000;
const longestMs = 24 * 60 * minuteMs;

/** Days or people side by side, with time running down. */
export function TimeGrid(props: GridProps) {
  const { columns, clock, onMove, onPage, onResize } = props;
  const { t } = useTranslation('calendar');
  const root = useRef<HTMLDivElement>(null);
  const { axis, shown } = scaleOf(columns, clock);
  const near = (top: number) => Math.round((shown.from + top / pxPerMinute) / snapMinutes) * snapMinutes;
  const startOf = (column: Column, top: number) => axis.instant(column.date, Math.min(Math.max(near(top), 0), axis.length - snapMinutes));
  // What is dragged never becomes shorter than one step.
  const endOf = (column: Column, item: Appointment, top: number) => {
    const start = Date.parse(item.start);
    const end = axis.instant(column.date, Math.min(near(top), axis.length));
    return Math.min(Math.max(end, start + snapMinutes * minuteMs), start + longestMs);
  };
  const arrows = useArrows(root, { onPage });
  const { drag, begin } = useDrag(
    () => [...(root.current?.querySelectorAll('[data-column]') ?? [])],
    ({ item, column: index, top, edge }) => {
      const column = columns[index];
      if (!column) return;
      if (edge) {
        const end = endOf(column, item, top);
        if (end !== Date.parse(item.end)) onResize(item, end);
        return;
      }
      const start = startOf(column, top);
      const staff = column.staff?.id ?? item.staff;
      if (start !== Date.parse(item.start) || staff !== item.staff) onMove(item, start, staff);
    },
  );
  const ghostOf = (column: Column, { item, top, edge }: Drag): Ghost => {
    if (edge) return { item, start: Date.parse(item.start), end: endOf(column, item, top), staff: item.staff };
    const start = startOf(column, top);
    return { item, start, end: start + lengthOf(item), staff: column.staff?.id ?? item.staff };
  };
  const laidOut = columns.map((column) => blocksOf(column.items, (a) => axis.span(column.date, Date.parse(a.start), Date.parse(a.end))));
  const keys = laidOut.flat().map((block) => block.key);
  const stop = keys.includes(arrows.current) ? arrows.current : keys[0];
  return (
    <div className={classes.scroll} role="region" aria-label={t('grid.label')} tabIndex={keys.length === 0 ? 0 : undefined}>
      <p id="calendar-keys" className="visually-hidden">
        {t('grid.keys')}
      </p>
      <div ref={root} className={classes.grid} style={{ gridTemplateColumns: `var(--hours) repeat(${columns.length}, minmax(${columns.length > 1 ? 112 : 0}px, 1fr))` }} {...arrows.handlers}>
        <Hours axis={axis} shown={shown} date={columns[0]?.date ?? ''} clock={clock} />
        {columns.map((column, index) => {
          const mine = drag?.column === index ? drag : undefined;
          return (
            <GridColumn
              key={column.key}
              column={column}
              grid={props}
              axis={axis}
              shown={shown}
              blocks={laidOut[index] ?? []}
              stop={stop}
              startOf={(top) => startOf(column, top)}
              dragged={drag?.item.id}
              ghost={mine && ghostOf(column, mine)}
              onPress={begin}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The scale of all columns, and which part of it is worth showing. */
function scaleOf(columns: Column[], clock: Clock): { axis: Axis; shown: Range } {
  const days = new Set(columns.map((c) => c.date));
  const [first] = days;
  const axis = days.size === 1 && first !== undefined ? dayAxis(clock.zone, first) : clockAxis(clock.zone);
  const ranges = columns.flatMap(({ date, open, items }) => [
    ...(open ?? []).map((s) => axis.span(date, s.start, s.end)),
    ...items.map((a) => axis.span(date, Date.parse(a.start), Date.parse(a.end))),
  ]);
  return { axis, shown: hull(ranges.filter((r) => r !== undefined), axis.length) };
}

function Hours({ axis, shown, date, clock }: { axis: Axis; shown: Range; date: string; clock: Clock }) {
  if (!date) return null;
  const twice = new Set<string>();
  const seen = new Set<string>();
  const ticks = axis.ticks(date).filter((tick) => tick.at >= shown.from && tick.at < shown.to);
  for (const tick of ticks) {
    const name = clock.hour(tick.instant);
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return (
    <div className={classes.hours} aria-hidden>
      <div className={classes.head} />
      <div className={classes.scale} style={{ height: (shown.to - shown.from) * pxPerMinute }}>
        {ticks.map((tick) => (
          <span key={tick.at} className={classes.hour} style={{ top: (tick.at - shown.from) * pxPerMinute }}>
            {twice.has(clock.hour(tick.instant)) ? clock.time(tick.instant) : clock.hour(tick.instant)}
          </span>
        ))}
      </div>
    </div>
  );
}
