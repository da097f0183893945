import { IconAlertTriangle } from '@tabler/icons-react';
import type { PointerEvent, ReactNode } from 'react';
import type { Appointment } from '../../api/appointments';
import { canMove, type Block } from './layout';
import type { GridProps } from './grid';
import { useBookingWords } from './useBookingWords';
import classes from './Calendar.module.css';

// Below these heights the second and the third line have no room.
const twoLinesPx = 34;
const threeLinesPx = 50;

interface BlockProps {
  block: Block;
  /** Where it stands, in pixels. */
  box: { top: number; height: number };
  grid: GridProps;
  focusable: boolean;
  /** Whether it is being dragged. */
  away: boolean;
  /** Whether its lower edge can be dragged. */
  resizable: boolean;
  onOpen: () => void;
  onPress: (event: PointerEvent, item: Appointment, edge?: boolean) => void;
}

/** A booking in its place, or a session with all who come to it. */
export function BookingBlock({ block, box, grid, focusable, away, resizable, onOpen, onPress }: BlockProps) {
  const words = useBookingWords(grid);
  const [item] = block.items;
  const alone = block.items.length === 1;
  const tint = grid.staff.find((s) => s.id === item.staff)?.colour || 'var(--accent)';
  const height = Math.max(box.height - 1, 16);
  return (
    <li>
      <button
        type="button"
        className={classes.block}
        data-item={block.key}
        data-top={block.from}
        data-status={item.status}
        data-away={away || undefined}
        data-fixed={!alone || !canMove(item) || undefined}
        tabIndex={focusable ? 0 : -1}
        aria-describedby="calendar-keys"
        style={{
          top: box.top,
          height,
          left: `${(block.lane / block.lanes) * 100}%`,
          width: `${100 / block.lanes}%`,
          ['--tint' as string]: tint,
        }}
        onClick={onOpen}
        onPointerDown={alone ? (e) => onPress(e, item) : undefined}
      >
        <span className={classes.blockTitle}>
          {block.items.some((a) => a.attention) && <IconAlertTriangle size={12} className={classes.attention} aria-hidden />}
          {words.title(block.items)}
        </span>
        <Line shown={height >= twoLinesPx}>
          <span className="num">{grid.clock.range(Date.parse(item.start), Date.parse(item.end))}</span>
        </Line>
        {alone && <Line shown={height >= threeLinesPx}>{item.title}</Line>}
        <Line>{words.rest(block.items)}</Line>
        {resizable && (
          <span
            className={classes.edge}
            data-edge
            aria-hidden
            onPointerDown={(e) => {
              e.stopPropagation();
              onPress(e, item, true);
            }}
          />
        )}
      </button>
    </li>
  );
}

/** A line below the title; where there is no room it is only heard. */
function Line({ shown = false, children }: { shown?: boolean; children: ReactNode }) {
  return (
    <>
      <span className="visually-hidden">, </span>
      <span className={shown ? classes.blockLine : 'visually-hidden'}>{children}</span>
    </>
  );
}
