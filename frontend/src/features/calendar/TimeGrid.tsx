import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { GridColumn } from './GridColumn';
import { type Column, type GridProps, pxPerMinute, snapMinutes } from './grid';
import { type Axis, blocksOf, clockAxis, dayAxis, hull, type Range } from './layout';
import { useArrows } from './useArrows';
import type { Clock } from './useClock';
import { useDrag } from './useDrag';
import classes from './Calendar.module.css';

/** Days or people side by side, with time running down. */
export function TimeGrid(props: GridProps) {
  const { columns, clock, onMove, onPage } = props;
  const { t } = useTranslation('calendar');
  const root = useRef<HTMLDivElement>(null);
  const { axis, shown } = scaleOf(columns, clock);
  const startOf = (column: Column, top: number) => {
    const at = Math.round((shown.from + top / pxPerMinute) / snapMinutes) * snapMinutes;
    return axis.instant(column.date, Math.min(Math.max(at, 0), axis.length - snapMinutes));
  };
  const arrows = useArrows(root, { onPage });
  const { drag, begin } = useDrag(
    () => [...(root.current?.querySelectorAll('[data-column]') ?? [])],
    ({ item, column: index, top }) => {
      const column = columns[index];
      if (!column) return;
      const start = startOf(column, top);
      const staff = column.staff?.id ?? item.staff;
      if (start !== Date.parse(item.start) || staff !== item.staff) onMove(item, start, staff);
    },
  );
  const laidOut = columns.map((column) => blocksOf(column.items, (a) => axis.span(column.date, Date.parse(a.start), Date.parse(a.end))));
  const keys = laidOut.flat().map((block) => block.key);
  const stop = keys.includes(arrows.current) ? arrows.current : keys[0];
  return (
    <div className={classes.scroll} role="region" aria-label={t('grid.label')} tabIndex={keys.length === 0 ? 0 : undefined}>
      <p id="calendar-keys" className="visually-hidden">
        {t('grid.keys')}
      </p>
      <div ref={root} className={classes.grid} style={{ gridTemplateColumns: `52px repeat(${columns.length}, minmax(${columns.length > 1 ? 112 : 0}px, 1fr))` }} {...arrows.handlers}>
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
              ghost={mine && { item: mine.item, start: startOf(column, mine.top), staff: column.staff?.id ?? mine.item.staff }}
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
