import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { type Appointment, reasonsIn } from '../../api/appointments';
import { inTheWay, type Axis, type Range } from './layout';
import { capacityOf, type Column, type GridProps } from './grid';
import { useBookingWords } from './useBookingWords';
import { useVerdict, wishOf } from './useVerdict';
import classes from './Calendar.module.css';

const restMs = 200;

/** What would become of a booking if it were dropped now. */
export interface Ghost {
  item: Appointment;
  start: number;
  end: number;
  staff: string;
}

interface GhostProps {
  ghost: Ghost;
  column: Column;
  grid: GridProps;
  axis: Axis;
  place: (range: Range) => { top: number; height: number };
}

/** Shows where a dragged booking would stand and what is in its way: at once
 * what the calendar shows, and a moment later all that the server knows. */
export function GhostBlock({ ghost, column, grid, axis, place }: GhostProps) {
  const { t } = useTranslation('calendar');
  const words = useBookingWords(grid);
  const { item, start, end, staff } = ghost;
  const asked = new Date(start).toISOString();
  const target = `${staff} ${asked} ${end}`;
  const [rested] = useDebouncedValue(target, restMs);
  const verdict = useVerdict(wishOf(item, staff, (end - start) / 60_000), rested === target ? asked : '', staff);
  const shared = capacityOf(grid, item) > 1;
  const [blocker] = inTheWay(column.items, item, { start, end, staff, shared }, grid.now);
  const range = axis.span(column.date, start, end);
  if (!range) return null;
  const [reason] = reasonsIn(verdict.known?.reasons ?? []);
  const clash = blocker
    ? t('drag.blocked', { who: words.who(blocker), when: grid.clock.range(Date.parse(blocker.start), Date.parse(blocker.end)) })
    : verdict.known && !verdict.known.free && reason
      ? t(`reason.${reason}`)
      : '';
  return (
    <div className={classes.ghost} data-clash={clash ? true : undefined} style={place(range)}>
      <span className={`${classes.blockTitle} num`}>{grid.clock.range(start, end)}</span>
      <span className={classes.ghostText}>{clash || words.who(item)}</span>
    </div>
  );
}
